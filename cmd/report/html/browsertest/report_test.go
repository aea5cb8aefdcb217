package browsertest

import (
	"fmt"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"loginodds/analyzer"
)

const (
	firstName = `document.querySelector("#episodes > tbody > .head > td:nth-child(9)").firstChild.data`
	shown     = `document.querySelectorAll("#episodes > tbody").length`
	status    = `document.getElementById("status").textContent`
	overflow  = `document.documentElement.scrollWidth - innerWidth`
)

// click clicks the head of a column.
func (b *browser) click(column int) {
	b.t.Helper()
	ask[bool](b, fmt.Sprintf(`document.querySelectorAll("#episodes > thead button")[%d].click(), true`, column))
}

// filter types into the filter.
func (b *browser) filter(text string) {
	b.t.Helper()
	ask[bool](b, `document.getElementById("filter").value = "", document.getElementById("filter").focus(), true`)
	b.press(text)
}

func TestSort(t *testing.T) {
	b := open(t, 1280, html(invented()))
	sorted := func(column int) string {
		return ask[string](b, fmt.Sprintf(`document.querySelector("#episodes > thead").rows[0].cells[%d].getAttribute("aria-sort") ?? ""`, column+1))
	}
	if got := sorted(0); got != "descending" {
		t.Errorf("overall is sorted %q at first", got)
	}
	expect(b, firstName, "haruka.m")
	b.click(0) // the other way
	expect(b, firstName, "tsubasa.o@kawasemi.example")
	if got := sorted(0); got != "ascending" {
		t.Errorf("overall is sorted %q when it was clicked", got)
	}
	b.click(7) // identity
	expect(b, firstName, "haruka.m")
	b.click(7)
	expect(b, firstName, "tsubasa.o@kawasemi.example")
	b.click(11) // failed before
	expect(b, firstName, "kenta.f")
	b.click(5) // time
	expect(b, firstName, "nozomi.e@kawasemi.example")
	if got := sorted(5) + sorted(0) + sorted(7); got != "ascending" {
		t.Errorf("got more than one sorted column, or none: %q", got)
	}
	for column := range 12 {
		b.click(column)
		expect(b, shown, 5)
	}
	b.checkQuiet()
}

func TestFilter(t *testing.T) {
	b := open(t, 1280, html(invented()))
	b.filter("KENTA")
	expect(b, shown, 1)
	expect(b, firstName, "kenta.f")
	expect(b, status, "1 of 5 episodes match.")
	b.filter("GERMANY as64502") // all words, wherever they are
	expect(b, shown, 1)
	b.filter("5390d9ba") // an event ID, which only the details have
	expect(b, firstName, "kenta.f")
	b.filter("nobody")
	expect(b, shown, 0)
	ask[bool](b, `(() => { const e = document.getElementById("filter"); e.value = ""; e.dispatchEvent(new Event("input")); return true })()`)
	expect(b, shown, 5)
	ask[bool](b, `(() => { const e = document.getElementById("least"); e.value = "0.9"; e.dispatchEvent(new Event("change")); return true })()`)
	expect(b, shown, 2)
	b.checkQuiet()
}

// TestKeyboard goes from the first link to the details of a finding and back.
func TestKeyboard(t *testing.T) {
	b := open(t, 1280, html(invented()))
	const visible = `document.getElementById("d1").checkVisibility()`
	expect(b, visible, false)
	b.press(kb.Tab)
	expect(b, `document.activeElement.textContent`, "Skip to the findings")
	b.press(kb.Enter)
	for range 30 {
		if ask[bool](b, `document.activeElement.getAttribute("aria-controls") === "d1"`) {
			break
		}
		b.press(kb.Tab)
	}
	expect(b, `document.activeElement.getAttribute("aria-label")`, "Details of haruka.m, 2026-06-10 18:14")
	expect(b, `getComputedStyle(document.activeElement).outlineStyle`, "solid")
	b.press(kb.Enter)
	expect(b, visible, true)
	expect(b, `document.activeElement.getAttribute("aria-expanded")`, "true")
	expect(b, `document.querySelectorAll("#d1 .timeline circle.this").length > 0`, true)
	b.press(" ")
	expect(b, visible, false)
	expect(b, `document.activeElement.getAttribute("aria-expanded")`, "false")
	// A link to the timeline opens it.
	ask[bool](b, `document.querySelector("#t4").open = false, location.hash = "#t4", true`)
	time.Sleep(200 * time.Millisecond)
	expect(b, `document.querySelector("#t4").open`, true)
	b.checkQuiet()
}

// TestAccessible checks names and roles where there is no audit to run.
func TestAccessible(t *testing.T) {
	b := open(t, 1280, html(invented()))
	for _, unnamed := range []string{
		`[...document.querySelectorAll("button")].filter(e => !e.textContent.trim() && !e.ariaLabel).length`,
		`[...document.querySelectorAll("input, select")].filter(e => !e.labels.length).length`,
		`[...document.querySelectorAll("svg")].filter(e => !e.closest("[aria-hidden]") && !e.ariaLabel).length`,
		`[...document.querySelectorAll("table")].filter(e => !e.caption && !e.closest("[aria-label]") && !e.querySelector("th")).length`,
		`[...document.querySelectorAll("[aria-controls], [aria-labelledby]")].filter(e => !document.getElementById(e.getAttribute("aria-controls") ?? e.getAttribute("aria-labelledby"))).length`,
		`[...document.querySelectorAll("[id]")].length - new Set([...document.querySelectorAll("[id]")].map(e => e.id)).size`,
	} {
		expect(b, unnamed, 0)
	}
	expect(b, `document.documentElement.lang`, "en")
	expect(b, `document.querySelectorAll("h1").length`, 1)
}

func TestHostile(t *testing.T) {
	b := open(t, 1280, html(hostile()))
	ask[bool](b, `document.getElementById("open").click(), true`)
	b.click(7)
	b.filter("alert")
	time.Sleep(500 * time.Millisecond) // for what would come later
	expect(b, `document.scripts.length`, 1)
	expect(b, `document.querySelectorAll("img, iframe, object, embed, form, base, link, b b").length`, 0)
	expect(b, `[...document.querySelectorAll("*")].filter(e => [...e.attributes].some(a => /^on|^style$/.test(a.name))).length`, 0)
	expect(b, `[...document.querySelectorAll("a")].filter(e => e.protocol !== "file:" && e.href !== "https://db-ip.com/").length`, 0)
	expect(b, `/[\u202a-\u202e\u2066-\u2069\u200b\x00-\x09\x0b-\x1f]/.test(document.documentElement.textContent)`, false)
	expect(b, overflow, 0)
	b.checkQuiet()
}

// TestWidths: nothing makes the page itself scroll sideways, in either scheme of
// colours.
func TestWidths(t *testing.T) {
	for _, width := range []int64{390, 768, 1280, 1920} {
		b := open(t, width, html(hostile()))
		ask[bool](b, `document.getElementById("open").click(), true`)
		for _, scheme := range []string{"light", "dark"} {
			features := []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}
			if _, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: features}); err != nil {
				t.Fatal("choosing colours:", err)
			}
			if got := ask[int](b, overflow); got > 0 {
				t.Errorf("%d px wide, %s: the page is %d px too wide", width, scheme, got)
			}
		}
		b.checkQuiet()
	}
}

// TestMany: thousands of findings are sorted and filtered without a wait.
func TestMany(t *testing.T) {
	b := open(t, 1280, html(many(5000)))
	expect(b, shown, 100)
	expect(b, status, "5,000 of 5,000 episodes, the first 100 shown.")
	measure := func(what, expression string) {
		t.Helper()
		ms := ask[float64](b, `(() => { const t = performance.now(); `+expression+`; document.body.offsetHeight; return performance.now() - t })()`)
		t.Logf("%s: %.0f ms", what, ms)
		if ms > 2000 { // it takes a tenth of that where nothing else runs
			t.Errorf("%s takes %.0f ms", what, ms)
		}
	}
	t.Logf("interactive after %.0f ms", ask[float64](b, `performance.getEntriesByType("navigation")[0].domContentLoadedEventEnd`))
	filter := func(s string) string {
		return `const e = document.getElementById("filter"); e.value = "` + s + `"; e.dispatchEvent(new Event("input"))`
	}
	measure("sorting by time", `document.querySelectorAll("#episodes > thead button")[5].click()`)
	measure("sorting by identity", `document.querySelectorAll("#episodes > thead button")[7].click()`)
	measure("the first filter", filter("event-4321"))
	expect(b, shown, 1)
	measure("another filter", filter("event-43"))
	expect(b, status, "111 of 5,000 episodes match, the first 100 shown.")
	ask[bool](b, `document.getElementById("more").click(), true`)
	expect(b, shown, 111)
	measure("no filter", filter(""))
	b.checkQuiet()
}

// TestPrint: on paper, everything is open and nothing is a button.
func TestPrint(t *testing.T) {
	b := open(t, 1280, html(many(120)))
	background := true
	if _, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"}); err != nil {
		t.Fatal("choosing paper:", err)
	}
	ask[bool](b, `dispatchEvent(new Event("beforeprint"))`)
	expect(b, `[...document.querySelectorAll("#episodes > tbody > .detail")].filter(e => e.checkVisibility()).length`, 120)
	expect(b, `document.querySelectorAll("details:not([open])").length`, 0)
	expect(b, `document.querySelector(".controls").checkVisibility()`, false)
	ask[bool](b, `dispatchEvent(new Event("afterprint"))`)
	expect(b, shown, 100)
	pdf, err := chromedp.Call(b.ctx, page.PrintToPDF, page.PrintToPDFParams{PreferCSSPageSize: &background, PrintBackground: &background})
	if err != nil {
		t.Fatal("printing:", err)
	}
	if len(pdf.Data) < 100_000 {
		t.Errorf("got %d bytes of PDF", len(pdf.Data))
	}
	b.checkQuiet()
}

// TestWithoutScript: without its script the page shows all that is open with it.
func TestWithoutScript(t *testing.T) {
	b := open(t, 1280, html(invented()))
	if _, err := chromedp.Call(b.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}); err != nil {
		t.Fatal("turning scripts off:", err)
	}
	if err := chromedp.Do(b.ctx, chromedp.Navigate(b.url)); err != nil {
		t.Fatal("opening the page:", err)
	}
	expect(b, `[...document.querySelectorAll("#episodes > tbody > .detail")].filter(e => e.checkVisibility()).length`, 5)
	expect(b, `document.querySelector(".controls").checkVisibility()`, false)
}

// TestDemo opens the report of the demo, whatever is in it.
func TestDemo(t *testing.T) {
	r, err := analyzer.Run(t.Context(), analyzer.Options{
		Paths: []string{"../../../../testdata/demo"}, Details: true, Select: analyzer.Selection{Threshold: .9},
	})
	if err != nil {
		t.Fatal("analysing the demo:", err)
	}
	b := open(t, 1280, html(r))
	ask[bool](b, `document.getElementById("open").click(), true`)
	expect(b, `document.querySelectorAll(".open .timeline circle.this").length > 0`, true)
	expect(b, overflow, 0)
	b.checkQuiet()
}

// TestEmpty: a report without findings opens like any other.
func TestEmpty(t *testing.T) {
	r := invented()
	r.Findings, r.Details = nil, nil
	b := open(t, 390, html(r))
	expect(b, `document.querySelector("h1").textContent`, "No sign-in reaches the threshold of 90.0%.")
	expect(b, overflow, 0)
	b.checkQuiet()
}
