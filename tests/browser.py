#!/usr/bin/env python3
"""Opens the HTML of demo-render in headless Chromium and looks at what is there: the DOM, the layout, the print.

    browser.py --bin DIR --out DIR [--chromium PROGRAM]

Screenshots (PNG) and the printed form (PDF) stay in --out, to be looked at. Prints TAP.
"""
import argparse
import html
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--hide-scrollbars", "--disable-dev-shm-usage"]

# Run in the page: what a person would see, as JSON. The page itself has no script; this one is put into a copy.
PROBE = r"""
<script>
addEventListener('load', () => {
  const box = e => e.getBoundingClientRect();
  const seen = [...document.querySelectorAll('main *')].filter(e => !e.closest('.rolagem') && !e.closest('.oculto') && box(e).width > 0);
  const tables = [...document.querySelectorAll('table')];
  const style = getComputedStyle(document.body);
  const luminance = c => { const v = c.match(/[\d.]+/g).slice(0, 3).map(x => { x /= 255; return x <= .03928 ? x / 12.92 : ((x + .055) / 1.055) ** 2.4; });
    return .2126 * v[0] + .7152 * v[1] + .0722 * v[2]; };
  const contrast = (a, b) => { const [x, y] = [luminance(a), luminance(b)].sort((p, q) => q - p); return (x + .05) / (y + .05); };
  const resumo = document.querySelector('.resumo');
  const out = {
    title: document.title, lang: document.documentElement.lang, width: innerWidth,
    overflow: document.documentElement.scrollWidth - innerWidth,
    outside: seen.filter(e => box(e).right > innerWidth + 1).map(e => e.tagName + '.' + e.className).slice(0, 5),
    h1: [...document.querySelectorAll('h1')].map(e => e.textContent),
    captions: tables.filter(t => !t.caption || !t.caption.textContent.trim()).length,
    scopes: [...document.querySelectorAll('th')].filter(t => !t.scope).length,
    theads: tables.filter(t => t.classList.contains('itens') && !t.tHead).length,
    items: document.querySelectorAll('table.itens tbody tr').length,
    figures: [...document.querySelectorAll('.figuras dd')].map(e => e.textContent.trim().replace(/\s+/g, ' ')),
    reasons: [...document.querySelectorAll('.motivos tbody tr')].map(r => [...r.cells].slice(0, 4).map(c => c.textContent)),
    guides: [...document.querySelectorAll('.piores tbody a')].map(a => [a.textContent, !!document.querySelector(a.getAttribute('href'))]),
    broken: [...document.querySelectorAll('a[href^="#"]')].filter(a => !document.getElementById(a.getAttribute('href').slice(1))).length,
    ids: (i => i.length - new Set(i).size)([...document.querySelectorAll('[id]')].map(e => e.id)),
    bars: [...document.querySelectorAll('svg')].filter(s => (box(s).height < 2 && getComputedStyle(s.parentNode).display != 'none') || s.getAttribute('aria-hidden') !== 'true').length,
    summaryTop: resumo ? box(resumo).top : -1, summaryBottom: resumo ? box(document.querySelector('.figuras')).bottom : -1, height: innerHeight,
    scripts: document.querySelectorAll('script').length - 1,
    contrast: contrast(style.color, style.backgroundColor),
    figureContrast: Math.min(...[...document.querySelectorAll('.figuras dd')].map(e => contrast(getComputedStyle(e).color, getComputedStyle(resumo).backgroundColor))),
  };
  const pre = document.createElement('pre'); pre.id = 'sonda'; pre.textContent = JSON.stringify(out); document.body.appendChild(pre);
});
</script></body>"""

tests = []


def check(name, holds, what=""):
    tests.append((bool(holds), name, what))


class Browser:
    def __init__(self, program, scratch):
        self.program, self.scratch, self.runs = program, scratch, 0

    def run(self, *arguments):
        self.runs += 1
        profile = os.path.join(self.scratch, "profile%d" % self.runs)
        done = subprocess.run([self.program, *FLAGS, "--user-data-dir=" + profile, *arguments], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                              timeout=120, check=False)
        shutil.rmtree(profile, ignore_errors=True)
        return done.stdout.decode("utf-8", "replace")

    def probe(self, path, width, height=900):
        with open(path, encoding="utf-8") as f:
            page = f.read()
        page = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page)
        probed = os.path.join(self.scratch, "probed.html")
        with open(probed, "w", encoding="utf-8") as f:
            f.write(page.replace("</body>", PROBE, 1))
        dom = self.run("--window-size=%d,%d" % (width, height), "--virtual-time-budget=3000", "--dump-dom", "file://" + probed)
        found = re.search(r'<pre id="sonda">(.*?)</pre>', dom, re.S)
        return json.loads(html.unescape(found.group(1))) if found else None

    def shoot(self, path, png, width, height):
        self.run("--window-size=%d,%d" % (width, height), "--screenshot=" + png, "file://" + path)
        return os.path.exists(png) and os.path.getsize(png) > 5000

    def print(self, path, pdf):
        self.run("--no-pdf-header-footer", "--print-to-pdf=" + pdf, "file://" + path)
        return os.path.exists(pdf)


def page_texts(pdf):
    text = subprocess.run(["pdftotext", "-layout", pdf, "-"], stdout=subprocess.PIPE, encoding="utf-8", check=True).stdout
    return text.split("\f")[:-1]


def common(name, p):
    check(name + ": it opens, in Portuguese", p and p["lang"] == "pt-BR" and p["title"], p)
    if not p:
        return
    check(name + ": nothing runs out of the window", p["overflow"] <= 0 and not p["outside"], (p["overflow"], p["outside"]))
    check(name + ": tables have captions, heads have scopes", p["captions"] == 0 and p["scopes"] == 0 and p["theads"] == 0, p)
    check(name + ": links lead somewhere, ids are unique", p["broken"] == 0 and p["ids"] == 0, (p["broken"], p["ids"]))
    check(name + ": bars are seen, and hidden from screen readers", p["bars"] == 0, p["bars"])
    check(name + ": no script", p["scripts"] == 0, p["scripts"])
    check(name + ": contrast of text at least 7, of figures 4.5", p["contrast"] >= 7 and p["figureContrast"] >= 4.5, (p["contrast"], p["figureContrast"]))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--chromium", default=shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome"))
    options = parser.parse_args()
    out = os.path.abspath(options.out)
    os.makedirs(out, exist_ok=True)
    render = os.path.join(options.bin, "demo-render")
    golden = os.path.join(ROOT, "tests/golden/demo-render")
    with tempfile.TemporaryDirectory() as scratch:
        browser = Browser(options.chromium, scratch)
        pages = {"analise": os.path.join(golden, "analise.xml"), "pagamento": os.path.join(golden, "pagamento.xml"),
                 "odonto": os.path.join(golden, "odonto.xml"), "exemplo": os.path.join(ROOT, "examples/operadora/demonstrativo.xml")}
        for name, source in pages.items():
            path = os.path.join(out, name + ".html")
            subprocess.run([render, "-o", path, source], stderr=subprocess.DEVNULL, check=True)
            for width in (1280, 800, 390):
                common("%s, %d wide" % (name, width), browser.probe(path, width))
            check(name + ": screenshots", browser.shoot(path, os.path.join(out, name + ".png"), 1280, 1400) and
                  browser.shoot(path, os.path.join(out, name + "-390.png"), 390, 1400))

        p = browser.probe(os.path.join(out, "analise.html"), 1280)
        check("the first screen says how much was paid and denied",
              [f.split("R$ ")[1].split(" ")[0] for f in p["figures"]] == ["2.080,00", "2.080,00", "1.765,50", "314,50"] and
              0 <= p["summaryTop"] and p["summaryBottom"] < p["height"], (p["figures"], p["summaryTop"], p["summaryBottom"]))
        check("… why", [r[0] for r in p["reasons"]] == ["1818", "1001", "2505"] and p["reasons"][0][3] == "200,00", p["reasons"])
        check("… and on which guides, with links to them", p["guides"] == [["1001", True], ["1002", True]], p["guides"])
        check("its item is in the table", p["items"] == 1, p["items"])

        big = os.path.join(scratch, "big.xml")
        with open(pages["analise"], encoding="utf-8") as f:
            text = f.read()
        item = re.search(r"<ans:detalhesGuia>.*?</ans:detalhesGuia>", text, re.S).group(0)
        with open(big, "w", encoding="utf-8") as f:
            f.write(text.replace(item, item * 120))
        path = os.path.join(out, "longo.html")
        subprocess.run([render, "-o", path, big], stderr=subprocess.DEVNULL, check=False)
        p = browser.probe(path, 1280)
        check("sums that do not add up are told first", "As somas não fecham" in open(path, encoding="utf-8").read())
        check("120 items", p and p["items"] == 120, p and p["items"])
        pdf = os.path.join(out, "longo-impresso.pdf")
        check("it prints", browser.print(path, pdf))
        printed = page_texts(pdf)
        rows = [t for t in printed if "Hemograma" in t]
        check("in print, the head of the table is repeated on every page of it",
              len(rows) > 2 and all("Processado" in t and "Liberado" in t and "Cód." in t for t in rows), len(rows))
        size = subprocess.run(["pdfinfo", pdf], stdout=subprocess.PIPE, encoding="utf-8", check=True).stdout
        width, height = map(float, re.search(r"Page size:\s+([\d.]+) x ([\d.]+)", size).groups())
        check("in print, A4 landscape", abs(width - 842) < 2 and abs(height - 595) < 2, (width, height))
        check("in print, no row is lost", sum(t.count("40304361") for t in printed) == 120, sum(t.count("40304361") for t in printed))
        # the printed form of libharu, as an image beside them
        subprocess.run([render, "-o", os.path.join(out, "analise.pdf"), pages["analise"]], stderr=subprocess.DEVNULL, check=True)
        subprocess.run(["pdftoppm", "-r", "80", "-png", os.path.join(out, "analise.pdf"), os.path.join(out, "analise-pdf")], check=True)
        check("a page of the PDF as PNG", any(n.startswith("analise-pdf") for n in os.listdir(out)))
    for i, (holds, name, what) in enumerate(tests, 1):
        if not holds:
            print("# " + str(what)[:600])
        print("%s %d - %s" % ("ok" if holds else "not ok", i, name))
    print("1..%d" % len(tests))
    sys.exit(not all(t[0] for t in tests))


main()
