package geoip

import (
	"maps"
	"math"
	"slices"
	"sync"
	"testing"
)

// TestDistance compares with the distances of two points each, by public coordinates
// of capes and islands and the haversine formula, and with published ones. The table
// may be rounded down by 3.2%, and beyond that off by 5 km, for coarse outlines.
func TestDistance(t *testing.T) {
	published := func(a, b string, want float64) {
		t.Helper()
		got, ok := Distance(a, b)
		if !ok || got < want/1.032-5 || got > want+5 {
			t.Errorf("%s–%s: got %v, %v, want %v", a, b, got, ok, want)
		}
	}
	type degrees struct{ lat, lon float64 }
	check := func(a, b string, p, q degrees) {
		t.Helper()
		published(a, b, haversine(p.lat, p.lon, q.lat, q.lon))
	}

	check("GB", "FR", degrees{51.14, 1.37}, degrees{50.87, 1.58})       // South Foreland, Cap Gris-Nez: 33
	check("GB", "RU", degrees{52.72, 1.70}, degrees{54.46, 19.64})      // Winterton in Norfolk, Kaliningrad: 1196
	check("JP", "US", degrees{44.35, 145.33}, degrees{52.92, 172.44})   // Cape Shiretoko, Attu in Alaska: 2191
	check("PT", "US", degrees{39.71, -31.12}, degrees{44.815, -66.95})  // Corvo in the Azores, West Quoddy Head in Maine: 2978
	check("CU", "US", degrees{23.18, -81.90}, degrees{24.54, -81.80})   // east of Havana, Key West: 152
	check("IT", "MT", degrees{36.79, 14.49}, degrees{36.08, 14.25})     // Punta Secca, Gozo: 82
	check("MU", "RE", degrees{-20.45, 57.31}, degrees{-21.13, 55.83})   // Le Morne, Sainte-Rose: 171
	check("BM", "US", degrees{32.26, -64.88}, degrees{35.25, -75.53})   // Bermuda, Cape Hatteras: 1039
	check("HK", "MO", degrees{22.20, 113.85}, degrees{22.12, 113.60})   // Fan Lau, Coloane: 27
	check("CX", "ID", degrees{-10.41, 105.67}, degrees{-7.40, 106.40})  // Christmas Island, Java: 344
	check("JP", "TW", degrees{24.45, 122.93}, degrees{24.60, 121.88})   // Yonaguni, Sandiao: 108
	check("CN", "KR", degrees{37.40, 122.70}, degrees{37.96, 124.60})   // Chengshan, Baengnyeong: 178
	check("DK", "SE", degrees{56.04, 12.62}, degrees{56.04, 12.69})     // Helsingør, Helsingborg: 4
	check("BR", "NG", degrees{0.92, -29.35}, degrees{6.37, 2.70})       // Saint Peter and Saint Paul, Badagry: 3606
	check("BH", "QA", degrees{25.64, 50.77}, degrees{25.60, 50.83})     // Hawar, Zekreet: 8
	check("NZ", "AU", degrees{-50.88, 165.93}, degrees{-54.48, 158.95}) // Adams Island, Macquarie: 617, where nobody lives
	check("CH", "US", degrees{46.60, 6.12}, degrees{47.08, -67.80})     // Vaud, Maine: 5401
	published("RU", "US", 3.8)                                          // the Diomede Islands
	published("SG", "MY", 1)                                            // the causeway of Johor
	published("JP", "KR", 50)                                           // Tsushima, Busan
	published("IS", "GL", 290)                                          // the Denmark Strait
	published("AL", "IT", 72)                                           // the Strait of Otranto
	published("DJ", "YE", 20)                                           // Perim in the Bab al-Mandab
}

// haversine returns the distance of two points in km. Coordinates are degrees.
func haversine(lat, lon, lat2, lon2 float64) float64 {
	const degree = math.Pi / 180
	hav := func(angle float64) float64 { return (1 - math.Cos(angle*degree)) / 2 }
	h := hav(lat2-lat) + math.Cos(lat*degree)*math.Cos(lat2*degree)*hav(lon2-lon)
	return 2 * 6371 * math.Asin(math.Sqrt(h))
}

func TestDistanceZero(t *testing.T) {
	check := func(a, b string) {
		t.Helper()
		if km, ok := Distance(a, b); km != 0 || !ok {
			t.Errorf("%s–%s: got %v, %v, want 0, true", a, b, km, ok)
		}
	}
	check("JP", "JP")
	check("DE", "FR")
	check("CA", "US")
	check("GB", "IE") // Northern Ireland
	check("ES", "GI")
	check("ES", "MA") // Ceuta and Melilla
	check("HK", "CN")
	check("XK", "RS")
	check("VA", "IT") // an enclave, as the next two
	check("SM", "IT")
	check("LS", "ZA")
	check("SX", "MF") // two halves of an island
	check("PL", "RU") // Kaliningrad
	check("AO", "CG") // Cabinda
	check("BR", "FR") // French Guiana
	check("BR", "GF")
	check("FR", "GF") // a part
	check("NO", "SJ") // likewise
}

func TestDistanceUnknown(t *testing.T) {
	for _, pair := range [][2]string{{"", "JP"}, {"JP", ""}, {"", ""}, {"ZZ", "ZZ"}, {"jp", "US"}, {"JP", "JPN"}, {"EU", "FR"}} {
		if km, ok := Distance(pair[0], pair[1]); km != 0 || ok {
			t.Errorf("%q–%q: got %v, %v, want 0, false", pair[0], pair[1], km, ok)
		}
	}
}

// TestDistanceTable: the table is whole, and has the codes that the embedded database
// gives, and no others.
func TestDistanceTable(t *testing.T) {
	if len(distanceData) > 40<<10 {
		t.Errorf("got %d bytes, want at most 40 KB", len(distanceData))
	}
	d := distances()
	codes := slices.Sorted(maps.Keys(d.index))
	if want := slices.Sorted(maps.Keys(countryNames())); !slices.Equal(codes, want) {
		t.Errorf("got codes %q, want %q", codes, want)
	}
	if got, want := len(d.pairs), len(codes)*(len(codes)-1)/2; got != want {
		t.Fatalf("got %d pairs, want %d", got, want)
	}
	for _, a := range codes {
		for _, b := range codes {
			km, ok := Distance(a, b)
			back, _ := Distance(b, a)
			if !ok || km != back || km < 0 || km > math.Pi*6371 || a == b && km != 0 {
				t.Errorf("%s–%s: got %v, %v, and %v the other way", a, b, km, ok, back)
			}
		}
	}
}

func TestDistanceConcurrently(t *testing.T) {
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			if km, ok := Distance("SG", "MT"); km < 8000 || !ok {
				t.Errorf("got %v, %v", km, ok)
			}
		})
	}
	group.Wait()
}

func BenchmarkDistance(b *testing.B) {
	for b.Loop() {
		Distance("SG", "MT")
	}
}
