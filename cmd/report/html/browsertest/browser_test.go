// Package browsertest opens HTML reports in a real browser, from disk and headless,
// and uses them as a person would. It is skipped where there is no Chromium.
package browsertest

import (
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"loginodds/analyzer"
	"loginodds/cmd/report"
)

// testTimeout is how long a test may take. Machines of CI are slow, and share.
const testTimeout = 2 * time.Minute

// A browser shows one page.
type browser struct {
	t   *testing.T
	ctx context.Context
	url string

	mu       sync.Mutex
	messages []string // what the console shows, violations of the policy, dialogs
	requests []string // other than for the page itself
}

// open writes a page to a file and opens it in a window of that width.
func open(t *testing.T, width int64, write func(io.Writer) error) *browser {
	t.Helper()
	ctx := start(t)
	name := filepath.Join(t.TempDir(), "report.html")
	f, err := os.Create(name)
	if err != nil {
		t.Fatal("creating the page:", err)
	}
	if err := write(f); err != nil {
		t.Fatal("writing the page:", err)
	}
	if err := f.Close(); err != nil {
		t.Fatal("writing the page:", err)
	}
	b := &browser{t: t, ctx: ctx, url: "file://" + name}
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(width, 900)); err != nil {
		t.Fatal("starting the browser:", err)
	}
	if err := chromedp.Listen(ctx, b.witness); err != nil {
		t.Fatal("listening to the browser:", err)
	}
	if err := chromedp.Do(ctx, chromedp.Navigate(b.url)); err != nil {
		t.Fatal("opening the page:", err)
	}
	return b
}

// start starts a browser with a new profile, which ends with the test.
func start(t *testing.T) context.Context {
	t.Helper()
	var path string
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		t.Skip("no Chromium found: install chromium, chromium-browser or google-chrome")
	}
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]),
		chromedp.ExecPath(path),
		chromedp.NoSandbox, // which root may not have
		chromedp.DisableGPU,
		chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true),
	)
	ctx, cancel := context.WithTimeout(context.Background(), testTimeout)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewExecAllocator(ctx, options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	return ctx
}

// witness keeps what a page should not do.
func (b *browser) witness(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *log.EventEntryAdded:
		b.messages = append(b.messages, e.Entry.Text)
	case *runtime.EventConsoleAPICalled:
		b.messages = append(b.messages, "console."+string(e.Type))
	case *runtime.EventExceptionThrown:
		b.messages = append(b.messages, e.ExceptionDetails.Text)
	case *page.EventJavascriptDialogOpening:
		b.messages = append(b.messages, "dialog: "+e.Message)
	case *network.EventRequestWillBeSent:
		if e.Request.URL != b.url {
			b.requests = append(b.requests, e.Request.URL)
		}
	}
}

// checkQuiet checks that the page has shown nothing on the console, has not violated
// its policy, and has asked for no other file.
func (b *browser) checkQuiet() {
	b.t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.messages) > 0 {
		b.t.Errorf("got messages: %q", b.messages)
	}
	if len(b.requests) > 0 {
		b.t.Errorf("got requests: %q", b.requests)
	}
}

// ask returns the value of an expression of JavaScript.
func ask[T any](b *browser, expression string) T {
	b.t.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		b.t.Fatalf("%s: %v", expression, err)
	}
	return v
}

// expect compares the value of an expression.
func expect[T comparable](b *browser, expression string, want T) {
	b.t.Helper()
	if got := ask[T](b, expression); got != want {
		b.t.Errorf("%s: got %v, want %v", expression, got, want)
	}
}

// press types keys.
func (b *browser) press(keys string, options ...chromedp.KeyOption) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, chromedp.KeyEvent(keys, options...)); err != nil {
		b.t.Fatalf("pressing %q: %v", keys, err)
	}
}

// html writes a report as HTML.
func html(r *analyzer.Report) func(io.Writer) error {
	return func(w io.Writer) error { return report.HTML(w, r, report.Options{Threshold: .9}) }
}

// TestWitness: the checks of these tests see what they look for.
func TestWitness(t *testing.T) {
	b := open(t, 1280, func(w io.Writer) error {
		_, err := io.WriteString(w, `<!DOCTYPE html><meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data: http://192.0.2.1">
<p style="color: red">a<script>alert(1)</script><img src="http://192.0.2.1/">`)
		return err
	})
	b.mu.Lock()
	defer b.mu.Unlock()
	if got := strings.Join(b.messages, "\n"); strings.Count(got, "Content Security Policy") < 2 {
		t.Errorf("got messages %q, want that of the style and that of the script", b.messages)
	}
	if len(b.requests) != 1 {
		t.Errorf("got requests %q, want that of the image", b.requests)
	}
}
