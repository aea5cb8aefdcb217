package useragent

import "testing"

// TestNamed: what is named and unknown is a value of its own, and never what it claims to
// be compatible with.
func TestNamed(t *testing.T) {
	const chrome = " AppleWebKit/537.36 (KHTML, like Gecko) Chrome/132.0.0.0 Safari/537.36"
	check := func(agent, browser, os string, device Device) {
		t.Helper()
		c := parse(agent)
		if c.Browser != browser || c.OS != os || c.Device != device {
			t.Errorf("%s:\ngot  %q, %q, %q\nwant %q, %q, %q", agent, c.Browser, c.OS, c.Device, browser, os, device)
		}
	}
	check("Mozilla/5.0 (PC; OpenHarmony 6.1)"+chrome+"  ArkWeb/6.0.0.130 HuaweiBrowser/5.1.12.351", "Huawei Browser", "OpenHarmony", Desktop)
	check("Mozilla/5.0 (Phone; OpenHarmony 5.0)"+chrome+" ArkWeb/4.1.6.1 Mobile", "Chrome", "OpenHarmony", Mobile)
	check("Mozilla/5.0 (Tablet; OpenHarmony 5.0)"+chrome+" ArkWeb/4.1.6.1", "Chrome", "OpenHarmony", Tablet)
	check("Mozilla/5.0 (Linux; Android 12; HarmonyOS; NOH-AN00)"+chrome, "Chrome", "HarmonyOS", Mobile)
	// Invented ones, that claim to be what everybody knows.
	check("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7; ZephyrOS 3.1)"+chrome, "Chrome", "ZephyrOS", Desktop)
	check("Mozilla/5.0 (Linux; Android 13; ZephyrOS 3.1) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/132.0.0.0 Mobile Safari/537.36", "Chrome", "ZephyrOS", Mobile)
	check("Mozilla/5.0 (Zephyr 3.1; arm64)"+chrome+" NimbusBrowser/2.0", "NimbusBrowser", "Zephyr", "")
	check("Mozilla/5.0 (X11; Haiku x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox", "Haiku", Desktop)
	check("Mozilla/5.0 (X11; Linux x86_64)"+chrome+" Nimbus/2.0", "Nimbus", "Linux", Desktop)
	// Apps that have a browser within them, and brokers that add their name to one.
	check("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Code/1.90.0 Chrome/122.0.6261.156 Electron/29.4.0 Safari/537.36", "Code", "Windows", Desktop)
	check("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 PKeyAuth/1.0", "Safari", "iOS", Mobile)
	check("Mozilla/5.0 (Windows NT 10.0; Win64; x64)"+chrome+" Config/91.2.1832.33", "Chrome", "Windows", Desktop)
	// What everybody knows stays so.
	check("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)"+chrome, "Chrome", "macOS", Desktop)
	check("Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/132.0.0.0 Mobile Safari/537.36", "Chrome", "Android", Mobile)
	check("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Mobile/15E148 Safari/604.1", "Safari", "iOS", Tablet)
	check("Mozilla/5.0 (compatible; Zephyrbot/2.1; +http://zephyr.example/bot)", "Zephyrbot", "", Automation)

	// Cut where a spreadsheet took a semicolon for the end of a cell.
	check("Mozilla/5.0 (Macintosh", "", "macOS", Desktop)
	check(`"Mozilla/5.0 (Macintosh`, "", "macOS", Desktop)
	check("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15", "", "macOS", Desktop)
	check("Mozilla/5.0 (Windows NT 10.0", "", "Windows", Desktop)
	check("Mozilla/5.0 (X11", "", "", "")
	check("Mozilla/5.0 (Linux", "", "", "")
	check("Mozilla/5.0 (Linux; Android 10", "", "Android", "")
	check("Mozilla/5.0 (iPhone", "", "iOS", Mobile)
}
