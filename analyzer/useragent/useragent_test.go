package useragent

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestParse(t *testing.T) {
	check := func(userAgent string, want Client) {
		t.Helper()
		var p Parser
		if got := p.Parse(userAgent); got != want {
			t.Errorf("Parse(%q): got %+v, want %+v", userAgent, got, want)
		}
	}
	const (
		webKit = " AppleWebKit/605.1.15 (KHTML, like Gecko) "
		blink  = " AppleWebKit/537.36 (KHTML, like Gecko) "
		pc     = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)" + blink
		mac    = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)"
		iPhone = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X)" + webKit
		iPad   = "Mozilla/5.0 (iPad; CPU OS 17_4 like Mac OS X)" + webKit
		phone  = "Mozilla/5.0 (Linux; Android 13; SM-G991B)" + blink
	)

	// The usual ones.
	check(pc+"Chrome/124.0.0.0 Safari/537.36", Client{"Chrome", "124", "Windows", "10+", Desktop})
	check(pc+"Chrome/124.0.0.0 Safari/537.36 Edg/124.0.0.0", Client{"Edge", "124", "Windows", "10+", Desktop})
	check(mac+webKit+"Version/17.4.1 Safari/605.1.15", Client{"Safari", "17", "macOS", "10.15+", Desktop}) // or an iPad
	check("Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:125.0) Gecko/20100101 Firefox/125.0", Client{"Firefox", "125", "macOS", "10.15+", Desktop})
	check("Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:102.0) Gecko/20100101 Firefox/102.0", Client{"Firefox", "102", "Linux", "", Desktop})
	check("Mozilla/5.0 (X11; CrOS x86_64 14541.0.0)"+blink+"Chrome/124.0.0.0 Safari/537.36", Client{"Chrome", "124", "ChromeOS", "14541+", Desktop})

	// Systems that tell their version.
	check("Mozilla/5.0 (Windows NT 6.1; WOW64; Trident/7.0; rv:11.0) like Gecko", Client{"IE", "11", "Windows", "7", Desktop})
	check("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_14_6)"+blink+"Chrome/99.0.0.0 Safari/537.36", Client{"Chrome", "99", "macOS", "10.14", Desktop})
	check("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_4)"+blink+"Chrome/81.0.0.0 Safari/537.36", Client{"Chrome", "81", "macOS", "10.15", Desktop})
	check("Mozilla/5.0 (Macintosh; Intel Mac OS X 11_2_3)"+blink+"Chrome/89.0.0.0 Safari/537.36", Client{"Chrome", "89", "macOS", "11", Desktop})

	// Variants fold into their family.
	check(phone+"Chrome/124.0.0.0 Mobile Safari/537.36", Client{"Chrome", "124", "Android", "13", Mobile})
	check(strings.Replace(phone, ")", "; wv)", 1)+"Version/4.0 Chrome/124.0.0.0 Mobile Safari/537.36", Client{"Chrome", "124", "Android", "13", Mobile})
	check(iPhone+"CriOS/124.0.6367.88 Mobile/15E148 Safari/604.1", Client{"Chrome", "124", "iOS", "17.4", Mobile})
	check(iPhone+"Version/17.4 Mobile/15E148 Safari/604.1", Client{"Safari", "17", "iOS", "17.4", Mobile})
	check(iPhone+"Mobile/15E148", Client{"Safari", "", "iOS", "17.4", Mobile}) // a WebView
	check(iPhone+"FxiOS/125.0 Mobile/15E148 Safari/605.1.15", Client{"Firefox", "125", "iOS", "17.4", Mobile})
	check("Mozilla/5.0 (Android 13; Mobile; rv:124.0) Gecko/124.0 Firefox/124.0", Client{"Firefox", "124", "Android", "13", Mobile})
	check("Mozilla/5.0 (Windows NT 5.1; rv:1.9) Gecko/2008 Minefield/3.0", Client{"Firefox", "3", "Windows", "XP", Desktop})
	check(iPhone+"EdgiOS/124.0.2478.50 Version/17.0 Mobile/15E148 Safari/604.1", Client{"Edge", "124", "iOS", "17.4", Mobile})
	check(phone+"Chrome/124.0.0.0 Mobile Safari/537.36 EdgA/124.0.0.0", Client{"Edge", "124", "Android", "13", Mobile})
	check(phone+"Chrome/124.0.0.0 Mobile Safari/537.36 OPR/81.1.4292.78446", Client{"Opera", "81", "Android", "13", Mobile})
	check(mac+webKit[:len(webKit)-1], Client{"Safari", "", "macOS", "10.15+", Desktop}) // a WebView

	// Android has no word for a tablet, but one for a phone.
	check("Mozilla/5.0 (Linux; Android 13; SM-T870)"+blink+"Chrome/118.0.0.0 Safari/537.36", Client{"Chrome", "118", "Android", "13", Tablet})
	check("Mozilla/5.0 (Android 12; Tablet; rv:120.0) Gecko/120.0 Firefox/120.0", Client{"Firefox", "120", "Android", "12", Tablet})
	check(iPad+"Version/17.4 Mobile/15E148 Safari/604.1", Client{"Safari", "17", "iOS", "17.4", Tablet})

	// Versions that no longer move.
	check("Mozilla/5.0 (Linux; Android 10; K)"+blink+"Chrome/124.0.0.0 Mobile Safari/537.36", Client{"Chrome", "124", "Android", "10+", Mobile})
	check("Mozilla/5.0 (Linux; Android 10; SM-G973F)"+blink+"Chrome/99.0.0.0 Mobile Safari/537.36", Client{"Chrome", "99", "Android", "10", Mobile})
	check("Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X)"+webKit+"Version/26.0 Mobile/15E148 Safari/604.1", Client{"Safari", "26", "iOS", "18.6+", Mobile})

	// iPads that ask for desktop pages: the product is only on iOS.
	check(mac+webKit+"CriOS/124 Version/11.1.1 Safari/605.1.15", Client{"Chrome", "124", "iOS", "", Tablet})
	check(mac+webKit+"FxiOS/125.0 Safari/605.1.15", Client{"Firefox", "125", "iOS", "", Tablet})

	// What the rules of uap-go overlook.
	check(iPhone+"Version/16.0 Mobile/15E148 Safari/604.1 OPT/3.4.1", Client{"Opera", "3", "iOS", "17.4", Mobile})
	check(pc+"Chrome/124.0.0.0 Safari/537.36 EdgW/124.0", Client{"Edge", "124", "Windows", "10+", Desktop})
	check(phone+"Version/4.0 Focus/1.0 Chrome/59.0.3029.83 Mobile Safari/537.36", Client{"Firefox Focus", "1", "Android", "13", Mobile})
	check(phone+"Version/4.0 Klar/1.0 Chrome/58.0.3029.83 Mobile Safari/537.36", Client{"Firefox Focus", "1", "Android", "13", Mobile})
	check("Mozilla/5.0 (X11; CrOS x86_64)"+blink+"Chrome/115.0.0.0 Safari/537.36", Client{"Chrome", "115", "ChromeOS", "", Desktop})
	check("Mozilla/5.0 (Linux; Android 10; CUBOT X50)"+blink+"Chrome/103.0.0.0 Mobile Safari/537.36", Client{"Chrome", "103", "Android", "10", Mobile})
	check("Mozilla/5.0 (Linux; Android 8.1.0; Spider A1 Build/OPM2)"+blink+"Chrome/106.0.0.0 Mobile Safari/537.36", Client{"Chrome", "106", "Android", "8", Mobile})

	// Nobody sits at these.
	check("Mozilla/5.0 (X11; Linux x86_64)"+blink+"HeadlessChrome/120.0.6099.28 Safari/537.36", Client{"Chrome", "120", "Linux", "", Automation})
	check("Mozilla/5.0 (Unknown; Linux x86_64) AppleWebKit/538.1 (KHTML, like Gecko) PhantomJS/2.1.1 Safari/538.1", Client{"PhantomJS", "2", "Linux", "", Automation})
	check(phone+"Chrome/124.0.0.0 Mobile Safari/537.36 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", Client{"Googlebot", "2", "Android", "13", Automation})
	check("Mozilla/5.0 (Linux; Android 5.0)"+blink+"Mobile Safari/537.36 (compatible; Bytespider; spider-feedback@example.com)", Client{"Bytespider", "", "Android", "5", Automation})

	// At a television.
	check("Mozilla/5.0 (Windows NT 10.0; Win64; x64; Xbox; Xbox Series X)"+blink+"Chrome/48.0.2564.82 Safari/537.36 Edge/20.02", Client{"Edge", "20", "Windows", "10+", TV})
	check("Mozilla/5.0 (Windows Phone 10.0; Android 6.0.1; Xbox; Xbox One)"+blink+"Chrome/52.0.2743.116 Mobile Safari/537.36 Edge/15.15063", Client{"Edge", "15", "Windows Phone", "10.0", Mobile})

	// What logs do to user agents.
	check("Mozilla/5.0 (Windows NT 10.0; Win64; x64)\n  AppleWebKit/537.36 (KHTML, like Gecko)\r\nChrome/124.0.0.0 Safari/537.36\n", Client{"Chrome", "124", "Windows", "10+", Desktop})
	check("Mozilla/5.0(WindowsNT10.0;Win64;x64)AppleWebKit/537.36(KHTML,likeGecko)Chrome/124.0.0.0Safari/537.36", Client{"Chrome", "124", "Windows", "10+", Desktop})
	check("Mozilla/5.0(Macintosh;IntelMacOSX10_15_7)AppleWebKit/605.1.15(KHTML,likeGecko)Version/17.4Safari/605.1.15", Client{"Safari", "17", "macOS", "10.15+", Desktop})
	check("Mozilla/5.0(iPhone;CPUiPhoneOS17_4likeMacOSX)AppleWebKit/605.1.15(KHTML,likeGecko)Version/17.4Mobile/15E148Safari/604.1", Client{"Safari", "17", "iOS", "17.4", Mobile})
	check("Mozilla/5.0(X11;Linuxx86_64;rv:102.0)Gecko/20100101Firefox/102.0", Client{"Firefox", "102", "Linux", "", Desktop})
	check(pc+"Chrome/124.0.0.0 \xff Safari/537.36", Client{"Chrome", "124", "Windows", "10+", Desktop})

	// Nothing is known.
	check("", Client{})
	check("-", Client{})
	check("Mozilla", Client{})
	check("Mozilla/5.0", Client{})
	check("\xff\xfe\x00", Client{})
}

func TestCut(t *testing.T) {
	check := func(in, want string) {
		t.Helper()
		if got := Cut(in); got != want {
			t.Errorf("Cut of %d bytes: got %d, want %d", len(in), len(got), len(want))
		}
	}
	ascii := strings.Repeat("a", MaxLength)
	check("", "")
	check(ascii, ascii)
	check(ascii+"b", ascii)
	check(ascii[1:]+"é", ascii[1:])          // the boundary is inside of it
	check(ascii[2:]+"é", ascii[2:]+"é")      // right behind it
	check(ascii[3:]+"\U0001f600", ascii[3:]) // of four bytes
	damaged := strings.Repeat("\x80", 2*MaxLength)
	check(damaged, damaged[:MaxLength]) // no boundary anywhere
}

// TestParserRemembers checks that what was seen costs nothing, and what is
// remembered is bounded.
func TestParserRemembers(t *testing.T) {
	var p Parser
	const s = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36"
	want := p.Parse(s)
	if n := testing.AllocsPerRun(100, func() { p.Parse(s) }); n != 0 {
		t.Errorf("a user agent seen before: got %v allocations, want 0", n)
	}
	for i := range maxClients + 10 {
		p.Parse(fmt.Sprintf("tool%d/1.0", i))
	}
	if n := len(p.clients); n > maxClients {
		t.Errorf("got %d clients remembered, want %d at most", n, maxClients)
	}
	if got := p.Parse(s); got != want {
		t.Errorf("after it was forgotten: got %+v, want %+v", got, want)
	}
}

func TestParserConcurrently(t *testing.T) {
	agents := readAgents(t, "testdata/agents.txt")
	var p Parser
	var wg sync.WaitGroup
	for start := range 8 {
		wg.Go(func() {
			for i := range agents {
				s := agents[(i+start*31)%len(agents)]
				if got, want := p.Parse(s), parse(s); got != want {
					t.Errorf("Parse(%q): got %+v, want %+v", s, got, want)
				}
			}
		})
	}
	wg.Wait()
}

func FuzzParse(f *testing.F) {
	for _, s := range readAgents(f, "testdata/agents.txt") {
		f.Add(s)
	}
	f.Add("Mozilla/5.0 (" + strings.Repeat("Android; ", 200))
	f.Add(strings.Repeat("é", MaxLength))
	f.Fuzz(func(t *testing.T, s string) {
		var p, another Parser
		c := p.Parse(s)
		if again := another.Parse(Cut(s)); again != c {
			t.Errorf("Parse(Cut(%q)): got %+v, want %+v", s, again, c)
		}
		switch c.Device {
		case Desktop, Mobile, Tablet, TV, Automation, Tool, Service, "":
		default:
			t.Errorf("Parse(%q): got device %q", s, c.Device)
		}
		for _, text := range []string{c.Browser, c.BrowserVersion, c.OS, c.OSVersion} {
			if len(text) > 64 || !utf8.ValidString(text) || strings.ContainsFunc(text, unicode.IsControl) {
				t.Errorf("Parse(%q): got %q, want a short text", s, text)
			}
		}
	})
}
