/*
 * Invented billing material for gen-lot: who, what and for how much.
 *
 * People, card numbers and prices are made up; CPF and CNPJ are the well-known documentation
 * numbers whose check digits are right. Procedures carry terms of TUSS 22 that have been valid
 * since before the first version gen-lot writes; expenses are from the provider's own table (00),
 * so that no terminology has to know them.
 *
 * No price ends in 5 and every price of an expense is even: with the factors and quantities gen-lot
 * uses no product falls on half a cent, so a total is right under every rounding rule.
 */
#ifndef BENCH_CATALOG_H
#define BENCH_CATALOG_H

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))

struct procedimento {
	const char *codigo;
	const char *descricao;
	int valor;       /* valorUnitario, in cents */
	int hora;        /* horaInicial in minutes; 0: billed without hours */
	int fator;       /* reducaoAcrescimo in hundredths */
	int via_acesso;  /* 0: none */
};

struct despesa {
	const char *codigo_despesa; /* dm_outrasDespesas */
	const char *codigo;
	const char *unidade_medida;
	const char *descricao;
	int quantidade; /* in ten-thousandths */
	int valor;      /* valorUnitario, in cents */
	int hora;       /* horaInicial in minutes */
};

struct profissional {
	const char *nome;
	const char *cpf;
	const char *numero_conselho;
};

/* Registered with ANS, so that a check against the list of operators has nothing to say. */
static const char REGISTRO_ANS[] = "326305";
static const char CNPJ_PRESTADOR[] = "11222333000181";
static const char CNPJ_HOSPITAL[] = "11444777000161";
static const char CODIGO_PRESTADOR[] = "00012345";
static const char NOME_PRESTADOR[] = "Clínica e Laboratório Exemplo São João Ltda";
static const char NOME_HOSPITAL[] = "Hospital Exemplo Nossa Senhora da Conceição";
static const char CNES[] = "0000123";

static const struct profissional profissionais[] = {
	{ "Ana Exemplo da Conceição", "12345678909", "100001" },
	{ "João Modelo de Araújo", "11144477735", "100002" },
	{ "Íris Amostra Gonçalves", "52998224725", "100003" },
	{ "Pedro Teste Muñoz", "39053344705", "100004" },
};

static const char *const beneficiarios[] = {
	"Maria Fictícia de Assunção",
	"José Inventado Simões",
	"Antônia Exemplo Brandão",
	"Luiz Amostra Pereira",
	"Conceição Modelo Guimarães",
};

/*
 * What a patient is given at a laboratory and a clinic in one day: tests, most of them billed by the
 * day, and appointments, billed with their hours. The last one is out of hours, at 30% more.
 */
static const struct procedimento servicos[] = {
	{ "40304361", "Hemograma com contagem de plaquetas ou frações (eritrograma, leucograma, plaquetas)", 1124, 0, 100, 0 },
	{ "40302504", "Transaminase oxalacética (amino transferase aspartato) - pesquisa e/ou dosagem", 618, 360, 100, 0 },
	{ "40302512", "Transaminase pirúvica (amino transferase de alanina) - pesquisa e/ou dosagem", 618, 0, 100, 0 },
	{ "40301630", "Creatinina - pesquisa e/ou dosagem", 486, 370, 100, 0 },
	{ "40301583", "Colesterol (HDL) - pesquisa e/ou dosagem", 732, 0, 100, 0 },
	{ "40301605", "Colesterol total - pesquisa e/ou dosagem", 478, 0, 100, 0 },
	{ "40302040", "Glicose - pesquisa e/ou dosagem", 464, 380, 100, 0 },
	{ "40302547", "Triglicerídeos - pesquisa e/ou dosagem", 742, 0, 100, 0 },
	{ "40316521", "Tireoestimulante, hormônio (TSH) - pesquisa e/ou dosagem", 2318, 390, 100, 0 },
	{ "40316491", "T4 livre - pesquisa e/ou dosagem", 2176, 0, 100, 0 },
	{ "40302318", "Potássio - pesquisa e/ou dosagem", 492, 0, 100, 0 },
	{ "40302423", "Sódio - pesquisa e/ou dosagem", 492, 400, 100, 0 },
	{ "40302580", "Uréia - pesquisa e/ou dosagem", 468, 0, 100, 0 },
	{ "40301150", "Ácido úrico - pesquisa e/ou dosagem", 474, 410, 100, 0 },
	{ "40311210", "Rotina de urina (caracteres físicos, elementos anormais e sedimentoscopia)", 896, 0, 100, 0 },
	{ "40310213", "Cultura, urina com contagem de colônias", 1842, 0, 100, 0 },
	{ "40310426", "Antibiograma automatizado", 2608, 420, 100, 0 },
	{ "40301648", "Creatino fosfoquinase total (CK) - pesquisa e/ou dosagem", 984, 0, 100, 0 },
	{ "40302016", "Gasometria (pH, pCO2, SA, O2, excesso base) - pesquisa e/ou dosagem", 3174, 430, 100, 0 },
	{ "40301400", "Cálcio - pesquisa e/ou dosagem", 512, 0, 100, 0 },
	{ "40302237", "Magnésio - pesquisa e/ou dosagem", 522, 0, 100, 0 },
	{ "40302733", "Hemoglobina glicada (Fração A1c) - pesquisa e/ou dosagem", 1936, 440, 100, 0 },
	{ "40301885", "Fosfatase alcalina - pesquisa e/ou dosagem", 688, 0, 100, 0 },
	{ "40301990", "Gama-glutamil transferase - pesquisa e/ou dosagem", 854, 450, 100, 0 },
	{ "40301397", "Bilirrubinas (direta, indireta e total) - pesquisa e/ou dosagem", 744, 0, 100, 0 },
	{ "40302199", "Lipase - pesquisa e/ou dosagem", 1362, 0, 100, 0 },
	{ "40308391", "Proteína C reativa, quantitativa - pesquisa e/ou dosagem", 1418, 460, 100, 0 },
	{ "40316270", "Ferritina - pesquisa e/ou dosagem", 2844, 0, 100, 0 },
	{ "40316572", "Vitamina B12 - pesquisa e/ou dosagem", 3052, 470, 100, 0 },
	{ "40316246", "Estradiol - pesquisa e/ou dosagem", 2966, 0, 100, 0 },
	{ "40316289", "Folículo estimulante, hormônio (FSH) - pesquisa e/ou dosagem", 2442, 0, 100, 0 },
	{ "40316335", "Hormônio luteinizante (LH) - pesquisa e/ou dosagem", 2442, 480, 100, 0 },
	{ "40316360", "Insulina - pesquisa e/ou dosagem", 2218, 0, 100, 0 },
	{ "40307271", "IgE, total - pesquisa e/ou dosagem", 2534, 490, 100, 0 },
	{ "40306852", "Fator antinúcleo, (FAN) - pesquisa e/ou dosagem", 2722, 0, 100, 0 },
	{ "40304590", "Tempo de protrombina - determinação", 816, 0, 100, 0 },
	{ "40304639", "Tempo de tromboplastina parcial ativada - determinação", 826, 500, 100, 0 },
	{ "40307760", "Sífilis - VDRL", 634, 0, 100, 0 },
	{ "40307832", "Toxoplasmose IgM - pesquisa e/ou dosagem", 3338, 510, 100, 0 },
	{ "40303110", "Parasitológico - nas fezes", 562, 0, 100, 0 },
	{ "40808033", "Mamografia convencional bilateral", 12448, 480, 100, 0 },
	{ "40901122", "US - Abdome total (abdome superior, rins, bexiga, aorta, veia cava inferior e adrenais)", 16832, 510, 100, 0 },
	{ "40901300", "US - Transvaginal (útero, ovário, anexos e vagina)", 13216, 540, 100, 0 },
	{ "40901203", "US - Órgãos superficiais (tireóide ou escroto ou pênis ou crânio)", 12164, 570, 100, 0 },
	{ "41101014", "RM - Crânio (encéfalo)", 58672, 600, 100, 0 },
	{ "41001079", "TC - Tórax", 32988, 630, 100, 0 },
	{ "40101010", "ECG convencional de até 12 derivações", 2844, 660, 100, 0 },
	{ "20102038", "Monitorização ambulatorial da pressão arterial - MAPA (24 horas)", 14322, 690, 100, 0 },
	{ "40201120", "Endoscopia digestiva alta", 24716, 720, 100, 0 },
	{ "40105075", "Prova de função pulmonar completa (ou espirometria)", 9638, 750, 100, 0 },
	{ "20103093", "Atendimento fisiátrico no pré e pós-operatório de pacientes para prevenção de sequelas", 4278, 780, 100, 0 },
	{ "50000470", "Sessão de psicoterapia individual por psicólogo", 6412, 1200, 130, 0 },
};

/* Doctors' acts beside a hospital bed. */
static const struct procedimento atos[] = {
	{ "10102019", "Visita hospitalar (paciente internado)", 9842, 420, 100, 0 },
	{ "31602231", "Anestesia para endoscopia diagnóstica", 21864, 465, 100, 0 },
	{ "31602274", "Anestesia para exames de tomografia computadorizada", 19976, 510, 100, 0 },
	{ "31602045", "Bloqueio anestésico de nervos cranianos", 24138, 555, 100, 0 },
	{ "20203047", "Assistência fisiátrica respiratória em doente clínico internado", 5624, 600, 100, 0 },
	{ "20202032", "Monitorização hemodinâmica invasiva (por 12 horas)", 31246, 645, 100, 0 },
	{ "20202067", "Monitorização da pressão intracraniana (por dia)", 28462, 690, 100, 0 },
	{ "30715393", "Hérnia de disco cervical - tratamento cirúrgico", 184236, 735, 100, 1 },
	{ "30602017", "Biópsia incisional de mama", 32678, 780, 70, 2 },
	{ "20204027", "Cardioversão elétrica de emergência", 26394, 825, 100, 0 },
};

static const struct procedimento tratamentos[] = {
	{ "81000065", "Consulta odontológica inicial", 4236, 0, 100, 0 },
	{ "81000421", "Radiografia periapical", 1812, 0, 100, 0 },
	{ "82000875", "Exodontia simples de permanente", 7848, 0, 100, 0 },
	{ "84000090", "Aplicação tópica de flúor", 3224, 0, 100, 0 },
	{ "84000198", "Profilaxia: polimento coronário", 3858, 0, 100, 0 },
	{ "85100099", "Restauração de amálgama - 1 face", 6714, 0, 100, 0 },
	{ "85100196", "Restauração em resina fotopolimerizável 1 face", 7926, 0, 100, 0 },
	{ "85100200", "Restauração em resina fotopolimerizável 2 faces", 9438, 0, 100, 0 },
	{ "85300039", "Raspagem sub-gengival/alisamento radicular", 8672, 0, 100, 0 },
	{ "85200166", "Tratamento endodôntico unirradicular", 24118, 0, 100, 0 },
};

static const char *const dentes[] = { "11", "16", "21", "24", "26", "36", "37", "41", "44", "46" };

/* The first is for a stay in hospital only. */
static const struct despesa despesas[] = {
	{ "05", "60010", "036", "Diária de apartamento com acompanhante", 10000, 68426, 480 },
	{ "03", "70001", "036", "Agulha descartável 25 x 7", 40000, 38, 520 },
	{ "03", "70002", "036", "Seringa descartável 10 ml com bico rosqueável", 20000, 164, 560 },
	{ "03", "70003", "036", "Cateter intravenoso periférico nº 22 & dispositivo de segurança", 10000, 2148, 600 },
	{ "03", "70004", "036", "Equipo macrogotas com injetor lateral", 10000, 1276, 640 },
	{ "02", "80001", "001", "Dipirona sódica 500 mg/ml solução injetável", 20000, 486, 680 },
	{ "02", "80002", "004", "Cloreto de sódio 0,9% solução fisiológica 500 ml", 25000, 1042, 720 },
	{ "02", "80003", "001", "Ondansetrona 2 mg/ml solução injetável", 10000, 2264, 760 },
	{ "02", "80004", "013", "Contraste iodado não iônico 300 mg/ml", 10000, 18436, 800 },
	{ "07", "60001", "036", "Taxa de sala de observação até 6 horas", 10000, 9648, 840 },
	{ "07", "60002", "036", "Taxa de uso de bomba de infusão", 10000, 5824, 880 },
	{ "01", "50001", "019", "Oxigênio medicinal por cateter nasal", 25000, 1884, 920 },
	{ "03", "70005", "036", "Luva cirúrgica estéril nº 7,5", 20000, 432, 960 },
};

#endif
