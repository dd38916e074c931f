#include "io/html.h"

#include <string.h>

#include "base/visible.h"

static const char style[] =
	":root{color-scheme:light dark;--tinta:#1b1f24;--papel:#fff;--linha:#c4cad1;--fundo:#f3f5f7;--bom:#0b6e4f;--mau:#b3261e;--fraco:#57606a}\n"
	"@media (prefers-color-scheme:dark){:root{--tinta:#e6e8ea;--papel:#14171a;--linha:#3d444d;--fundo:#20252b;--bom:#5fd3a4;--mau:#ff8f86;"
	"--fraco:#a3adb8}}\n"
	"*{box-sizing:border-box}\n"
	"body{margin:0;font:15px/1.45 system-ui,sans-serif;color:var(--tinta);background:var(--papel)}\n"
	"main{max-width:90rem;margin:0 auto;padding:1rem}\n"
	"h1{font-size:1.5rem;margin:.2rem 0 .6rem}h2{font-size:1.15rem;margin:1.4rem 0 .5rem}h3{font-size:1rem;margin:1rem 0 .4rem}\n"
	"dl{display:flex;flex-wrap:wrap;gap:.4rem 1.6rem;margin:0 0 .6rem}dl div{min-width:0}\n"
	"dt{font-size:.78rem;color:var(--fraco)}dd{margin:0;font-weight:600;overflow-wrap:anywhere}\n"
	".n{display:inline-block;min-width:1.2em;font-size:.72rem;color:var(--fraco);font-weight:400}\n"
	"table{border-collapse:collapse;width:100%;margin:.3rem 0 .8rem}\n"
	"caption{text-align:left;font-weight:600;padding:.3rem 0}\n"
	"th,td{border:1px solid var(--linha);padding:.2rem .45rem;text-align:left;vertical-align:top;overflow-wrap:break-word}\n"
	"thead th{background:var(--fundo);font-size:.8rem}tbody th{font-weight:400}\n"
	".v{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}thead .v{white-space:normal}.d{overflow-wrap:anywhere}\n"
	"tr.g td,tr.g th{background:color-mix(in srgb,var(--mau) 9%,transparent)}\n"
	".rolagem{overflow-x:auto}a{color:inherit}a:focus-visible,.rolagem:focus-visible{outline:3px solid var(--bom);outline-offset:2px}\n"
	".resumo{background:var(--fundo);border-radius:.5rem;padding:.2rem 1rem 1rem;margin:.8rem 0}.resumo h2{margin-top:.6rem}\n"
	".figuras{gap:1rem 2.5rem}.figuras div{flex:1 1 11rem}.figuras dd{font-size:1.35rem;font-variant-numeric:tabular-nums}\n"
	".figuras small{display:block;font-size:.8rem;font-weight:400;color:var(--fraco)}\n"
	".figuras .liberado dd{color:var(--bom)}.figuras .glosa dd{color:var(--mau)}\n"
	".lado{display:flex;flex-wrap:wrap;gap:0 2rem}.lado>*{flex:1 1 24rem;min-width:0}\n"
	".barra{display:block;width:100%;height:.6rem}.b{width:22%;min-width:4rem}\n"
	".fundo{fill:var(--linha)}rect.liberado{fill:var(--bom)}rect.glosa{fill:var(--mau)}\n"
	".aviso,.naofecha{border-left:4px solid var(--mau);padding:.2rem .8rem .2rem 1.6rem;margin:.4rem 0}.aviso h3{margin:.2rem 0;color:var(--mau)}\n"
	".naofecha{list-style:none;padding-left:.8rem;color:var(--mau)}\n"
	".oculto{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}\n"
	".pular{position:absolute;left:-999px}.pular:focus{left:1rem;top:.5rem;background:var(--papel);padding:.3rem .6rem}\n"
	".guia{border-top:2px solid var(--linha)}.totais,.liquido{width:auto}\n"
	"@media (max-width:30rem){.b,.motivos thead th:last-child,.piores thead th:last-child{display:none}}\n"
	"@page{size:A4 landscape;margin:10mm}\n"
	"@media print{:root{color-scheme:light;--tinta:#000;--papel:#fff;--linha:#999;--fundo:#eee;--bom:#0b6e4f;--mau:#b3261e;--fraco:#333}\n"
	"body{font-size:9pt}main{max-width:none;padding:0}.rolagem{overflow:visible}thead{display:table-header-group}tr,.totais,dl{break-inside:avoid}\n"
	"h2,h3,caption{break-after:avoid}.pular{display:none}.barra,.resumo,thead th,tr.g *{print-color-adjust:exact;-webkit-print-color-adjust:exact}\n"
	"article+article{break-before:page}}\n";

static const char *escape(char c)
{
	switch (c) {
	case '&': return "&amp;";
	case '<': return "&lt;";
	case '>': return "&gt;";
	case '"': return "&quot;";
	case '\'': return "&#39;";
	default: return NULL;
	}
}

static size_t plain_run(const char *text, size_t len)
{
	size_t n = 0;
	while (n < len && (unsigned char)text[n] >= 0x20 && (unsigned char)text[n] < 0x7f && text[n] != '&' && text[n] != '<' && text[n] != '>' &&
	       text[n] != '"' && text[n] != '\'')
		n++;
	return n;
}

void html_text(struct buf *out, const char *text, size_t len)
{
	while (len > 0) {
		size_t n = plain_run(text, len);
		buf_add(out, text, n);
		text += n;
		len -= n;
		if (len == 0)
			break;
		const char *escaped = escape(*text);
		struct visible_char c = visible_next(text, len);
		if (escaped != NULL)
			buf_adds(out, escaped);
		else if (c.kind == VISIBLE_HIDDEN && c.code > 0x7f) { /* <U+202E>, whose brackets must not be markup */
			buf_addf(out, "&lt;U+%04X&gt;", c.code);
		} else {
			visible_add_char(out, text, c);
		}
		text += c.len;
		len -= c.len;
	}
}

void html_id(struct buf *out, const char *text)
{
	for (; *text != '\0'; text++)
		buf_addc(out, (*text >= '0' && *text <= '9') || (*text >= 'A' && *text <= 'Z') || (*text >= 'a' && *text <= 'z') ? *text : '-');
}

void html_head(struct buf *out, const char *title)
{
	buf_adds(out, "<!DOCTYPE html>\n<html lang=\"pt-BR\">\n<head>\n<meta charset=\"utf-8\">\n"
	              "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	              "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n<title>");
	html_text(out, title, strlen(title));
	buf_adds(out, "</title>\n<style>\n");
	buf_adds(out, style);
	buf_adds(out, "</style>\n</head>\n<body>\n<a class=\"pular\" href=\"#conteudo\">Pular para o conteúdo</a>\n<main id=\"conteudo\">\n");
}
