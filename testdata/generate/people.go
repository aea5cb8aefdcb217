package main

// The company is Kawasemi Denki, and it does not exist. Its account ids are
// those that the documentation of AWS uses.
const (
	management = "111122223333" // holds IAM Identity Center
	production = "444455556666"
)

const (
	organization = "o-kawasemi01"
	mailDomain   = "kawasemi.example"
	tokyo        = "ap-northeast-1"
	virginia     = "us-east-1"
)

// A kind is how somebody signs in.
type kind int

const (
	identityCenter kind = iota // to a role, through IAM Identity Center
	iamUser
	root
)

// A person is one of the company, or root. An IAM user has the name of its
// person; a role session has the e-mail address.
type person struct {
	name    string
	kind    kind
	account string
	role    string // permission set; "" if not of Identity Center
	laptop  client
	home    network
	mobile  network
	busy    float64 // share of working days on which they sign in
	remote  float64 // share of those on which they are at home

	phone  client // that they sometimes sign in with; zero if never
	second client // another browser of the laptop; zero if none
	also   string // another account that they sign in to; "" if none
	region string // that they sign in through; "" for Tokyo
	mfa    bool   // whether an IAM user or root has a second factor
	ipv6   bool   // whether their home has IPv6
	portal bool   // whether their records at Identity Center are in the logs
}

// Names of people.
const (
	victimOfTheft   = "haruka.m"
	victimOfGuesses = "kenta.f"
	forgetful       = "tomoko.n"
	traveller       = "nozomi.e"
	laptopChanger   = "daisuke.t"
	twoAccounts     = "mei.w"
	ipv6Home        = "shota.k"
	rootUser        = "root"
)

// Laptops of the company.
var (
	macChrome   = client{chrome, macOS}
	macSafari   = client{safari, macOS}
	macFirefox  = client{firefox, macOS}
	winChrome   = client{chrome, windows}
	winEdge     = client{edge, windows}
	winFirefox  = client{firefox, windows}
	linuxChrome = client{chrome, linux}
	iosSafari   = client{safari, iPhone}
	droidChrome = client{chrome, android}
)

// people are all who sign in. The browser of the company is Chrome; few have
// another, and nobody has Edge.
var people = []person{
	// IAM users
	{name: victimOfTheft, kind: iamUser, account: production, laptop: macChrome, home: ocn, mobile: docomo, busy: .9, remote: .5},
	{name: victimOfGuesses, kind: iamUser, account: production, laptop: winFirefox, home: softbank, mobile: softbankPhone, busy: .5, remote: .4},
	{name: forgetful, kind: iamUser, account: production, laptop: winChrome, home: kddi, mobile: kddiMobile, busy: .6, remote: .3, mfa: true},
	{name: "riku.u", kind: iamUser, account: production, laptop: linuxChrome, home: asahinet, mobile: rakuten, busy: .8, remote: .8, mfa: true},
	{name: "hiroshi.n", kind: iamUser, account: management, laptop: winChrome, home: ocn, mobile: docomo, busy: .35, remote: .1, mfa: true, region: virginia},
	{name: rootUser, kind: root, account: management, laptop: winChrome, home: ocn, mobile: docomo, mfa: true, region: virginia},

	// People of IAM Identity Center
	{name: traveller, account: production, role: "PowerUserAccess", laptop: macChrome, home: kddi, mobile: kddiMobile, busy: .8, remote: .5},
	{name: laptopChanger, account: production, role: "DeveloperAccess", laptop: macSafari, home: softbank, mobile: docomo, busy: .85, remote: .4},
	{name: twoAccounts, account: production, role: "AdministratorAccess", laptop: macChrome, home: ocn, mobile: docomo, busy: .9, remote: .4, also: management, portal: true},
	{name: ipv6Home, account: production, role: "DeveloperAccess", laptop: winChrome, home: ocn, mobile: rakuten, busy: .8, remote: .7, ipv6: true},
	{name: "akari.s", account: production, role: "DeveloperAccess", laptop: macChrome, home: ocn, mobile: docomo, busy: .75, remote: .6, phone: iosSafari},
	{name: "asuka.b", account: production, role: "ViewOnlyAccess", laptop: winChrome, home: kddi, mobile: kddiMobile, busy: .3, remote: .2},
	{name: "emi.k", account: production, role: "DeveloperAccess", laptop: macChrome, home: biglobe, mobile: docomo, busy: .8, remote: .5, ipv6: true},
	{name: "fumiya.o", account: production, role: "PowerUserAccess", laptop: macFirefox, home: asahinet, mobile: rakuten, busy: .7, remote: .7, second: macChrome},
	{name: "kaito.y", account: production, role: "DeveloperAccess", laptop: macChrome, home: softbank, mobile: softbankPhone, busy: .85, remote: .5, phone: iosSafari},
	{name: "kana.i", account: management, role: "Billing", laptop: winChrome, home: ocn, mobile: softbankPhone, busy: .15, remote: .1},
	{name: "kumiko.a", account: production, role: "ViewOnlyAccess", laptop: winChrome, home: kddi, mobile: docomo, busy: .2, remote: .2},
	{name: "makoto.h", account: production, role: "AdministratorAccess", laptop: macSafari, home: iijHomes, mobile: docomo, busy: .8, remote: .5, second: macChrome, also: management, portal: true},
	// Minato works through a VPN of a data centre.
	{name: "minato.j", account: production, role: "DeveloperAccess", laptop: linuxChrome, home: tokyoHosting, mobile: rakuten, busy: .7, remote: .8},
	{name: "mio.t", account: production, role: "DeveloperAccess", laptop: winChrome, home: softbank, mobile: softbankPhone, busy: .8, remote: .4, phone: droidChrome},
	{name: "naoki.s", account: production, role: "PowerUserAccess", laptop: macChrome, home: iijHomes, mobile: kddiMobile, busy: .85, remote: .6, ipv6: true},
	{name: "ren.k", account: production, role: "DeveloperAccess", laptop: macChrome, home: optage, mobile: softbankPhone, busy: .75, remote: .9},
	{name: "sakura.d", account: production, role: "DeveloperAccess", laptop: winChrome, home: ocn, mobile: kddiMobile, busy: .7, remote: .3, second: winFirefox},
	{name: "satoshi.g", account: production, role: "ViewOnlyAccess", laptop: winChrome, home: softbank, mobile: docomo, busy: .1},
	{name: "takumi.i", account: production, role: "DeveloperAccess", laptop: winFirefox, home: kddi, mobile: rakuten, busy: .75, remote: .5, second: winChrome},
	{name: "tsubasa.o", account: production, role: "DeveloperAccess", laptop: macChrome, home: biglobe, mobile: softbankPhone, busy: .8, remote: .6, phone: droidChrome},
	{name: "yui.h", account: production, role: "PowerUserAccess", laptop: macSafari, home: softbank, mobile: docomo, busy: .65, remote: .4, phone: iosSafari},
	{name: "yuka.m", account: management, role: "Billing", laptop: winChrome, home: kddi, mobile: kddiMobile, busy: .25, remote: .2, portal: true},
	{name: "yuto.k", account: production, role: "DeveloperAccess", laptop: winChrome, home: ocn, mobile: docomo, busy: .8, remote: .5, ipv6: true},
	{name: "aoi.z", account: production, role: "DeveloperAccess", laptop: macChrome, home: asahinet, mobile: kddiMobile, busy: .7, remote: .5},
}

// find returns the person of a name.
func find(name string) *person {
	for i := range people {
		if people[i].name == name {
			return &people[i]
		}
	}
	panic("no person " + name)
}
