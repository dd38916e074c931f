-- What billing-calc -c 202610 --date 2026-10-01 makes of the files of bench/gen-fees, by the sqlite3 shell: the same columns and values.
--
--	cd DIR && sqlite3 :memory: ".read .../bench/fees.sql" >notas.csv
--
-- Only what those files need: whole months of people billed up to the month before, prices of three decimal places, modules rounded one by
-- one or together (largest remainder).
.mode csv
.import termos.csv t
.import beneficiarios.csv b
.import precos.csv p
create table terms as
	select modalidade, termo, proposta, contratante, plano, tipoPlano, arredondaModulo as each,
		modalidade || '.' || termo || '.202610.pre-pagamento.0' as nota,
		'2026-10-' || printf('%02d', diaVencimento) as due
	from t
	where faturar = 'S' and ultimoFaturamento < '202610' and dataInicio <= '2026-10-31';
create unique index terms_key on terms (modalidade, termo);
create table prices as
	select modalidade, plano, tipoPlano, modulo, cast(idadeMinima as integer) as low,
		case idadeMaxima when '' then 999 else cast(idadeMaxima as integer) end as high,
		cast(replace(valor, '.', '') as integer) as mills, valor,
		idadeMinima || case idadeMaxima when '' then '+' else '-' || idadeMaxima end as band, rowid as place
	from p
	where obrigatorio = 'S' and inicioVigencia <= '2026-10-01' and (fimVigencia = '' or fimVigencia >= '2026-10-01');
create index prices_key on prices (modalidade, plano, tipoPlano, low);
create table charges as
	select b.rowid as person, b.matricula, t.rowid as term, p.modulo, p.band, p.mills, p.place, t.each
	from b
	join terms t on t.modalidade = b.modalidade and t.termo = b.termo
	join prices p on p.modalidade = t.modalidade and p.plano = t.plano and p.tipoPlano = t.tipoPlano
		and p.low <= (2026 * 12 + 8 - (substr(dataNascimento, 1, 4) * 12 + substr(dataNascimento, 6, 2) - 1)) / 12
		and p.high >= (2026 * 12 + 8 - (substr(dataNascimento, 1, 4) * 12 + substr(dataNascimento, 6, 2) - 1)) / 12
	where (b.ultimoFaturamento = '' or b.ultimoFaturamento < '202610') and b.dataInclusao <= '2026-10-31';
.headers on
with sums as (
	select *, sum(mills) over everything as all_mills, sum(mills / 10) over everything as floors,
		row_number() over (partition by person order by mills % 10 desc, place) as rank
	from charges
	window everything as (partition by person)
), cents as (
	select *, (all_mills + 5) / 10 as total,
		case each when 'S' then (mills + 5) / 10 else mills / 10 + (rank <= (all_mills + 5) / 10 - floors) end as value
	from sums
)
select nota, 'pre-pagamento' as tipo, modalidade, termo, proposta, 0 as devedor, contratante, '202610' as competencia,
	'2026-10-01' as inicioPeriodo, '2026-10-31' as fimPeriodo, '2026-10-01' as emissao, due as vencimento, matricula, modulo,
	'mensalidade' as evento, '1/1' as parcela, band as faixa, 30 as dias,
	printf('%d.%0*d', mills / 1000, 2 + (mills % 10 > 0), case mills % 10 when 0 then mills / 10 % 100 else mills % 1000 end) as valorBase,
	printf('%d.%0*d', mills / 1000, 2 + (mills % 10 > 0), case mills % 10 when 0 then mills / 10 % 100 else mills % 1000 end) as valorCalculado,
	printf('%d.%02d', value / 100, value % 100) as valor,
	printf('%d,%0*d', mills / 1000, 2 + (mills % 10 > 0), case mills % 10 when 0 then mills / 10 % 100 else mills % 1000 end) ||
		case when c.each = 'S' or (mills % 10 = 0 and value = mills / 10) then ''
		else printf('; rateio %d,%02d + 0,%02d de %s,%02d', mills / 1000, mills / 10 % 100, value - mills / 10,
			replace(printf('%,d', total / 100), ',', '.'), total % 100) end as memoria,
	null as documento
from cents c join terms t on t.rowid = c.term
order by person, place;
