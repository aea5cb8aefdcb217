package cloudtrail

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"
)

// delivery makes a file as a trail delivers it, of records of which so many in
// ten thousand are sign-ins.
func delivery(tb testing.TB, n, signIns int) (plain, stored []byte) {
	tb.Helper()
	rng := rand.New(rand.NewPCG(1, 2))
	var all []string
	for i := range n {
		id := fmt.Sprintf("%08x-0000-4000-8000-%012x", rng.Uint32(), rng.Uint64()>>16)
		rec := signIn(id)
		if i*signIns/10000 == (i+1)*signIns/10000 {
			rec = describe(rng, id)
		}
		all = append(all, rec)
	}
	plain = []byte(records(all...))
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Write(plain)
	if err := w.Close(); err != nil {
		tb.Fatal("compressing:", err)
	}
	return plain, b.Bytes()
}

// describe makes a record of a call as most are, about 1,200 bytes long.
func describe(rng *rand.Rand, id string) string {
	var s strings.Builder
	key, resource := rng.Uint64(), rng.Uint64()
	fmt.Fprintf(&s, `{"eventVersion":"1.08","userIdentity":{"type":"AssumedRole","principalId":"AROA%016X:worker-%d","arn":"arn:aws:sts::111122223333:assumed-role/worker/worker-%d","accountId":"111122223333","accessKeyId":"ASIA%016X",`,
		key%97, rng.IntN(40), rng.IntN(40), key)
	fmt.Fprintf(&s, `"sessionContext":{"sessionIssuer":{"type":"Role","principalId":"AROA%016X","arn":"arn:aws:iam::111122223333:role/worker","accountId":"111122223333","userName":"worker"},"webIdFederationData":{},"attributes":{"creationDate":"2026-05-12T%02d:%02d:07Z","mfaAuthenticated":"false"}}},`,
		key%97, rng.IntN(24), rng.IntN(60))
	fmt.Fprintf(&s, `"eventTime":"2026-05-12T%02d:%02d:%02dZ","eventSource":"ec2.amazonaws.com","eventName":"DescribeInstances","awsRegion":"us-east-1","sourceIPAddress":"198.51.100.%d","userAgent":"Boto3/1.34.51 md/Botocore#1.34.51 lang/python#3.10.12",`,
		rng.IntN(24), rng.IntN(60), rng.IntN(60), rng.IntN(256))
	fmt.Fprintf(&s, `"requestParameters":{"instancesSet":{"items":[{"instanceId":"i-%016x"}]},"filterSet":{},"policy":"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Resource\":\"*\"}]}"},"responseElements":null,`, resource)
	fmt.Fprintf(&s, `"requestID":"%s","eventID":"%s","readOnly":true,"eventType":"AwsApiCall","managementEvent":true,"recipientAccountId":"111122223333","eventCategory":"Management","tlsDetails":{"tlsVersion":"TLSv1.3","cipherSuite":"TLS_AES_128_GCM_SHA256","clientProvidedHostHeader":"ec2.us-east-1.amazonaws.com"}}`, id, id)
	return s.String()
}

func benchmarkReader(b *testing.B, signIns int) {
	plain, stored := delivery(b, 20000, signIns)
	var r Reader
	want := 20000 * signIns / 10000
	for name, in := range map[string][]byte{"plain": plain, "gzip": stored} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(plain)))
			for b.Loop() {
				n := 0
				for _, err := range r.Records("bench", bytes.NewReader(in)) {
					if err != nil {
						b.Fatal(err)
					}
					n++
				}
				if n != want {
					b.Fatalf("got %d sign-ins, want %d", n, want)
				}
			}
		})
	}
}

func BenchmarkReader(b *testing.B)        { benchmarkReader(b, 5) }
func BenchmarkReaderSignIns(b *testing.B) { benchmarkReader(b, 10000) }

// BenchmarkInflate is what BenchmarkReader would take if it only decompressed.
func BenchmarkInflate(b *testing.B) {
	plain, stored := delivery(b, 20000, 5)
	b.SetBytes(int64(len(plain)))
	var z gzip.Reader
	buf := make([]byte, chunk)
	for b.Loop() {
		if err := z.Reset(bytes.NewReader(stored)); err != nil {
			b.Fatal(err)
		}
		if _, err := io.CopyBuffer(struct{ io.Writer }{io.Discard}, &z, buf); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkScan(b *testing.B) {
	plain, _ := delivery(b, 1000, 5)
	b.SetBytes(int64(len(plain)))
	var s scanner
	for b.Loop() {
		s.reset(false)
		if s.scan(plain) != atEnd {
			b.Fatal("no end")
		}
	}
}
