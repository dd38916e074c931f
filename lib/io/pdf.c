#include "io/pdf.h"

#include <hpdf.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/visible.h"

enum { BOOKMARKS_MAX = 5000, LEVELS_MAX = 4, PAGES_PER_NODE = 64, FONTS = 2, INFO_MAX = 200 };

struct line {
	size_t at, len; /* in WRAPPED */
};

struct pdf {
	HPDF_Doc doc;
	HPDF_Font fonts[FONTS];
	uint16_t widths[FONTS][256]; /* in thousandths of the size */
	HPDF_Page page;
	HPDF_Page *pages;
	unsigned npages, cap;
	enum pdf_font font;          /* those set on this page; SIZE 0: none */
	double size;
	bool red;
	struct buf latin;            /* a text in Windows-1252 */
	struct buf wrapped;          /* the text of pdf_wrap, and its lines */
	struct line *lines;
	size_t nlines, lines_cap;
	HPDF_Outline outlines[LEVELS_MAX];
	unsigned bookmarks;
	const char *foot;
	uint64_t replaced;
	HPDF_STATUS failure;         /* the first one */
};

static void on_error(HPDF_STATUS error_no, HPDF_STATUS detail_no, void *user_data)
{
	struct pdf *p = user_data;
	(void)detail_no;
	if (p->failure == 0)
		p->failure = error_no;
}

static int fail(const struct pdf *p, struct error *err)
{
	if (p->failure == HPDF_FAILD_TO_ALLOC_MEM)
		return error_set(err, "falta memória para o PDF");
	return error_set(err, "a biblioteca de PDF falhou (código %#lx)", (unsigned long)p->failure);
}

/* ---- Windows-1252 ---- */

/* Code points of the bytes 0x80–0x9f; 0: none. */
static const uint16_t windows_1252[32] = {
	0x20ac, 0, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017d, 0,
	0, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0, 0x017e, 0x0178,
};

static unsigned char byte_of(uint32_t code)
{
	if ((code >= 0x20 && code < 0x7f) || (code >= 0xa0 && code <= 0xff))
		return (unsigned char)code;
	if (code == 0x2212) /* minus */
		return 0x96;
	for (unsigned i = 0; i < 32 && code > 0xff; i++)
		if (windows_1252[i] == code)
			return (unsigned char)(0x80 + i);
	return 0;
}

/* TEXT in Windows-1252, into OUT. */
static void to_latin(struct pdf *p, struct buf *out, const char *text)
{
	size_t len = strlen(text);
	buf_clear(out);
	while (len > 0) {
		size_t n = 0;
		while (n < len && (unsigned char)text[n] >= 0x20 && (unsigned char)text[n] < 0x7f)
			n++;
		buf_add(out, text, n);
		text += n;
		len -= n;
		if (len == 0)
			break;
		struct visible_char c = visible_next(text, len);
		unsigned char byte = c.kind == VISIBLE_PLAIN ? byte_of(c.code) : 0;
		if (byte == 0 && c.code == 0x2260) /* our own mark of what does not add up */
			buf_adds(out, "<>");
		else if (byte == 0) {
			buf_addc(out, (char)0xbf);
			p->replaced++;
		} else {
			buf_addc(out, (char)byte);
		}
		text += c.len;
		len -= c.len;
	}
}

static double latin_width(const struct pdf *p, enum pdf_font font, double size, const char *bytes, size_t len)
{
	uint64_t sum = 0;
	for (size_t i = 0; i < len; i++)
		sum += p->widths[font][(unsigned char)bytes[i]];
	return (double)sum * size / 1000;
}

/* ---- the document ---- */

static void load_font(struct pdf *p, enum pdf_font font, const char *name)
{
	p->fonts[font] = HPDF_GetFont(p->doc, name, "WinAnsiEncoding");
	for (unsigned i = 0x20; i < 256 && p->fonts[font] != NULL; i++) {
		uint32_t code = i >= 0x80 && i < 0xa0 ? windows_1252[i - 0x80] : i;
		if (code != 0)
			p->widths[font][i] = (uint16_t)HPDF_Font_GetUnicodeWidth(p->fonts[font], (HPDF_UNICODE)code);
	}
}

struct pdf *pdf_new(struct error *err)
{
	struct pdf *p = mem_zero(1, sizeof *p);
	p->foot = "";
	p->doc = HPDF_New(on_error, p);
	if (p->doc != NULL) {
		HPDF_SetCompressionMode(p->doc, HPDF_COMP_TEXT);
		HPDF_SetPagesConfiguration(p->doc, PAGES_PER_NODE);
		load_font(p, PDF_REGULAR, "Helvetica");
		load_font(p, PDF_BOLD, "Helvetica-Bold");
	}
	if (p->doc != NULL && p->failure == 0)
		return p;
	fail(p, err);
	pdf_free(p);
	return NULL;
}

void pdf_free(struct pdf *p)
{
	if (p == NULL)
		return;
	if (p->doc != NULL)
		HPDF_Free(p->doc);
	buf_release(&p->latin);
	buf_release(&p->wrapped);
	free(p->lines);
	free(p->pages);
	free(p);
}

static void set_info(struct pdf *p, HPDF_InfoType which, const char *text)
{
	to_latin(p, &p->latin, text);
	if (p->latin.len > INFO_MAX)
		p->latin.data[INFO_MAX] = '\0';
	if (p->latin.len > 0)
		HPDF_SetInfoAttr(p->doc, which, p->latin.data);
}

void pdf_info(struct pdf *p, const char *title, const char *subject, const char *author)
{
	set_info(p, HPDF_INFO_TITLE, title);
	set_info(p, HPDF_INFO_SUBJECT, subject);
	set_info(p, HPDF_INFO_AUTHOR, author);
	HPDF_SetInfoAttr(p->doc, HPDF_INFO_CREATOR, "tissutils " TISS_VERSION);
}

void pdf_page(struct pdf *p)
{
	p->page = p->failure == 0 ? HPDF_AddPage(p->doc) : NULL;
	if (p->page == NULL)
		return;
	HPDF_Page_SetSize(p->page, HPDF_PAGE_SIZE_A4, HPDF_PAGE_LANDSCAPE);
	HPDF_Page_SetLineWidth(p->page, 0.4f);
	p->size = 0;
	p->red = false;
	if (p->npages == p->cap) {
		p->cap = p->cap > 0 ? p->cap * 2 : 64;
		p->pages = mem_grow(p->pages, p->cap, sizeof *p->pages);
	}
	p->pages[p->npages++] = p->page;
}

unsigned pdf_pages(const struct pdf *p)
{
	return p->npages;
}

void pdf_foot(struct pdf *p, const char *text)
{
	p->foot = text;
}

void pdf_bookmark(struct pdf *p, unsigned level, const char *title)
{
	if (p->page == NULL || p->bookmarks++ >= BOOKMARKS_MAX || level >= LEVELS_MAX)
		return;
	to_latin(p, &p->latin, title);
	if (p->latin.len == 0)
		return;
	if (p->latin.len > INFO_MAX)
		p->latin.data[INFO_MAX] = '\0';
	HPDF_Outline outline = HPDF_CreateOutline(p->doc, level > 0 ? p->outlines[level - 1] : NULL, p->latin.data, NULL);
	HPDF_Destination to = HPDF_Page_CreateDestination(p->page);
	if (outline == NULL || to == NULL)
		return;
	HPDF_Destination_SetFit(to);
	HPDF_Outline_SetDestination(outline, to);
	HPDF_Outline_SetOpened(outline, level == 0);
	p->outlines[level] = outline;
}

/* ---- text ---- */

double pdf_width(struct pdf *p, enum pdf_font font, double size, const char *text)
{
	to_latin(p, &p->latin, text);
	return latin_width(p, font, size, buf_str(&p->latin), p->latin.len);
}

/* Writes the bytes of Windows-1252, NUL-terminated. */
static void show(struct pdf *p, enum pdf_font font, double size, double x, double y, const char *bytes)
{
	if (p->page == NULL || *bytes == '\0')
		return;
	HPDF_Page_BeginText(p->page);
	if (p->size < size || p->size > size || p->font != font) {
		HPDF_Page_SetFontAndSize(p->page, p->fonts[font], (HPDF_REAL)size);
		p->size = size;
		p->font = font;
	}
	HPDF_Page_TextOut(p->page, (HPDF_REAL)x, (HPDF_REAL)(PDF_HEIGHT - y), bytes);
	HPDF_Page_EndText(p->page);
}

/* Cuts the text in LATIN to WIDTH; returns its width then. */
static double cut(struct pdf *p, enum pdf_font font, double size, double width)
{
	static const char ellipsis = (char)0x85;
	double own = latin_width(p, font, size, p->latin.data, p->latin.len);
	if (own <= width)
		return own;
	double room = width - latin_width(p, font, size, &ellipsis, 1);
	while (p->latin.len > 0 && own > room)
		own -= latin_width(p, font, size, &p->latin.data[--p->latin.len], 1);
	p->latin.data[p->latin.len] = '\0';
	buf_addc(&p->latin, ellipsis);
	return width;
}

void pdf_text(struct pdf *p, enum pdf_font font, double size, double x, double y, double width, enum pdf_align align, const char *text)
{
	to_latin(p, &p->latin, text);
	if (p->latin.len == 0)
		return;
	double own = cut(p, font, size, width);
	double at = align == PDF_LEFT ? x : align == PDF_RIGHT ? x + width - own : x + (width - own) / 2;
	show(p, font, size, at, y, p->latin.data);
}

static void add_line(struct pdf *p, size_t at, size_t len)
{
	if (p->nlines == p->lines_cap) {
		p->lines_cap = p->lines_cap > 0 ? p->lines_cap * 2 : 16;
		p->lines = mem_grow(p->lines, p->lines_cap, sizeof *p->lines);
	}
	p->lines[p->nlines++] = (struct line){ at, len };
}

size_t pdf_wrap(struct pdf *p, enum pdf_font font, double size, double width, const char *text)
{
	to_latin(p, &p->wrapped, text);
	p->nlines = 0;
	size_t start = 0, space = 0; /* SPACE: the last one on this line, 0: none */
	double own = 0;
	for (size_t i = 0; i < p->wrapped.len; i++) {
		own += latin_width(p, font, size, &p->wrapped.data[i], 1);
		if (p->wrapped.data[i] == ' ')
			space = i;
		if (own <= width || i == start)
			continue;
		size_t end = space > start ? space : i;
		add_line(p, start, end - start);
		start = space > start ? space + 1 : i;
		space = 0;
		own = i + 1 > start ? latin_width(p, font, size, &p->wrapped.data[start], i + 1 - start) : 0;
	}
	if (start < p->wrapped.len)
		add_line(p, start, p->wrapped.len - start);
	return p->nlines;
}

void pdf_line(struct pdf *p, enum pdf_font font, double size, double x, double y, size_t number)
{
	if (number >= p->nlines)
		return;
	struct line line = p->lines[number];
	char *bytes = p->wrapped.data + line.at, kept = bytes[line.len];
	bytes[line.len] = '\0';
	show(p, font, size, x, y, bytes);
	bytes[line.len] = kept;
}

/* ---- lines and boxes ---- */

void pdf_rule(struct pdf *p, double x1, double y1, double x2, double y2)
{
	if (p->page == NULL)
		return;
	HPDF_Page_MoveTo(p->page, (HPDF_REAL)x1, (HPDF_REAL)(PDF_HEIGHT - y1));
	HPDF_Page_LineTo(p->page, (HPDF_REAL)x2, (HPDF_REAL)(PDF_HEIGHT - y2));
	HPDF_Page_Stroke(p->page);
}

void pdf_box(struct pdf *p, double x, double y, double width, double height, bool grey)
{
	if (p->page == NULL)
		return;
	if (grey)
		HPDF_Page_SetGrayFill(p->page, 0.92f);
	HPDF_Page_Rectangle(p->page, (HPDF_REAL)x, (HPDF_REAL)(PDF_HEIGHT - y - height), (HPDF_REAL)width, (HPDF_REAL)height);
	if (!grey) {
		HPDF_Page_Stroke(p->page);
		return;
	}
	HPDF_Page_FillStroke(p->page);
	HPDF_Page_SetGrayFill(p->page, 0);
}

void pdf_red(struct pdf *p, bool red)
{
	if (p->page == NULL || p->red == red)
		return;
	p->red = red;
	if (red)
		HPDF_Page_SetRGBFill(p->page, 0.7f, 0.12f, 0.1f);
	else
		HPDF_Page_SetGrayFill(p->page, 0);
}

void pdf_field(struct pdf *p, double x, double y, double width, const char *label, const char *value, enum pdf_align align)
{
	pdf_box(p, x, y, width, PDF_FIELD_HEIGHT, false);
	pdf_text(p, PDF_REGULAR, 5.5, x + 2, y + 6.5, width - 4, PDF_LEFT, label);
	pdf_text(p, PDF_REGULAR, 8, x + 2, y + 16.5, width - 4, align, value);
}

uint64_t pdf_replaced(const struct pdf *p)
{
	return p->replaced;
}

/* ---- writing ---- */

static void number_pages(struct pdf *p)
{
	struct buf text = BUF_INIT;
	for (unsigned i = 0; i < p->npages; i++) {
		p->page = p->pages[i];
		p->size = 0;
		p->red = true;
		pdf_red(p, false);
		buf_clear(&text);
		buf_addf(&text, "página %u de %u", i + 1, p->npages);
		double y = PDF_HEIGHT - PDF_MARGIN;
		pdf_text(p, PDF_REGULAR, 7, PDF_WIDTH - PDF_MARGIN - 200, y, 200, PDF_RIGHT, text.data);
		pdf_text(p, PDF_REGULAR, 7, PDF_MARGIN, y, 560, PDF_LEFT, p->foot);
	}
	buf_release(&text);
}

int pdf_write(struct pdf *p, struct output *out, struct error *err)
{
	number_pages(p);
	if (p->failure == 0)
		HPDF_SaveToStream(p->doc);
	if (p->failure != 0)
		return fail(p, err);
	HPDF_ResetStream(p->doc);
	for (;;) {
		HPDF_BYTE bytes[16 * 1024];
		HPDF_UINT32 n = sizeof bytes;
		HPDF_STATUS status = HPDF_ReadFromStream(p->doc, bytes, &n);
		if (n > 0)
			output_write(out, bytes, n);
		if (n == 0 || status == HPDF_STREAM_EOF)
			return 0;
		if (status != HPDF_OK)
			return fail(p, err);
	}
}
