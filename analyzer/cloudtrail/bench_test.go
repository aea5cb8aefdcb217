package cloudtrail

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"
)

// deliveries makes files as a trail delivers them, of 150 records each on average,
// of which so many in ten thousand are sign-ins. They are compressed 7 to 8 times,
// as are real ones.
func deliveries(tb testing.TB, files, signIns int) (plain, stored [][]byte, found int) {
	tb.Helper()
	g := maker{rand.New(rand.NewPCG(1, 2))}
	n := 0
	for range files {
		var all []string
		for range int(150*g.ExpFloat64()) + 1 {
			rec := g.call()
			if n++; n*signIns/10000 > found {
				rec, found = signIn(g.uuid()), found+1
			}
			all = append(all, rec)
		}
		file := records(all...)
		plain = append(plain, []byte(file))
		stored = append(stored, []byte(compressed(tb, file)))
	}
	return plain, stored, found
}

// A maker makes records of calls like those of a busy account.
type maker struct{ *rand.Rand }

func (g maker) pick(all ...string) string {
	return all[int(float64(len(all))*g.Float64()*g.Float64())] // the first most often
}

func (g maker) hex(n int) string {
	s := make([]byte, n)
	for i := range s {
		s[i] = "0123456789abcdef"[g.IntN(16)]
	}
	return string(s)
}

func (g maker) uuid() string {
	return g.hex(8) + "-" + g.hex(4) + "-4" + g.hex(3) + "-a" + g.hex(3) + "-" + g.hex(12)
}

func (g maker) call() string {
	service := g.pick("ec2", "s3", "sts", "kms", "logs", "ssm", "iam", "lambda", "dynamodb", "rds", "secretsmanager", "elasticloadbalancing", "autoscaling", "cloudformation")
	verb := g.pick("Describe", "Get", "List", "Assume", "Decrypt", "Put", "Create", "Update", "Delete")
	region := g.pick("us-east-1", "eu-west-1", "us-west-2", "ap-southeast-2")
	role := g.pick("worker", "deployment-pipeline", "AWSServiceRoleForAutoScaling", "monitoring-agent", "AWSReservedSSO_AdministratorAccess_"+g.hex(16))
	at := fmt.Sprintf("2026-05-12T%02d:%02d:%02dZ", g.IntN(24), g.IntN(60), g.IntN(60))
	var s strings.Builder
	s.WriteString(`{"eventVersion":"1.08","userIdentity":{`)
	switch g.IntN(5) {
	case 0:
		fmt.Fprintf(&s, `"type":"IAMUser","principalId":"AIDA%s","arn":"arn:aws:iam::111122223333:user/user%03d","accountId":"111122223333","accessKeyId":"AKIA%s","userName":"user%03[2]d"},`,
			strings.ToUpper(g.hex(16)), g.IntN(60), strings.ToUpper(g.hex(16)))
	case 1:
		fmt.Fprintf(&s, `"type":"AWSService","invokedBy":"%s.amazonaws.com"},`, service)
	default:
		id := "AROA" + strings.ToUpper(g.hex(16))
		fmt.Fprintf(&s, `"type":"AssumedRole","principalId":"%[1]s:%[2]s-%[3]s","arn":"arn:aws:sts::111122223333:assumed-role/%[2]s/%[2]s-%[3]s","accountId":"111122223333","accessKeyId":"ASIA%[4]s",`,
			id, role, g.hex(10), strings.ToUpper(g.hex(16)))
		fmt.Fprintf(&s, `"sessionContext":{"sessionIssuer":{"type":"Role","principalId":"%s","arn":"arn:aws:iam::111122223333:role/%s","accountId":"111122223333","userName":"%[2]s"},"webIdFederationData":{},"attributes":{"creationDate":"%[3]s","mfaAuthenticated":"false"}}},`,
			id, role, at)
	}
	fmt.Fprintf(&s, `"eventTime":"%s","eventSource":"%s.amazonaws.com","eventName":"%s%s","awsRegion":"%s","sourceIPAddress":"198.51.100.%d","userAgent":"%s",`,
		at, service, verb, g.pick("Instances", "Object", "Role", "Parameter", "LogEvents", "Tags", "Volumes", "Functions20150331"), region, g.IntN(256),
		g.pick("Boto3/1.34.51 md/Botocore#1.34.51 ua/2.0 os/linux#5.10.209 lang/python#3.10.12 md/pyimpl#CPython cfg/retry-mode#legacy", "aws-sdk-go/1.44.157 (go1.19.3; linux; amd64)",
			"APN/1.0 HashiCorp/1.0 Terraform/1.1.2 (+https://www.terraform.io) terraform-provider-aws/3.76.1", service+".amazonaws.com", "aws-cli/2.15."+g.hex(1)+" Python/3.11.6 Linux/6.1 exe/x86_64"))
	switch g.IntN(6) {
	case 0:
		s.WriteString(`"requestParameters":null,"responseElements":null,`)
	case 1:
		fmt.Fprintf(&s, `"requestParameters":{"policyDocument":"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":[\"%s:%s*\"],\"Resource\":\"arn:aws:%[1]s:%s:111122223333:%s/*\"}]}","name":"%s"},"responseElements":{"arn":"arn:aws:%[1]s:::%[5]s"},`,
			service, verb, region, g.hex(12), g.uuid())
	case 2:
		fmt.Fprintf(&s, `"requestParameters":{"bucketName":"example-%s","key":"%s/%s.json","Host":"example.s3.amazonaws.com"},"responseElements":null,"additionalEventData":{"SignatureVersion":"SigV4","CipherSuite":"TLS_AES_128_GCM_SHA256","bytesTransferredIn":0,"x-amz-id-2":"%s","bytesTransferredOut":%d},`,
			g.hex(2), at[:10], g.uuid(), strings.ToUpper(g.hex(60)), g.IntN(1e6))
	default:
		fmt.Fprintf(&s, `"requestParameters":{"instancesSet":{"items":[{"instanceId":"i-%s"},{"instanceId":"i-%s"}]},"filterSet":{},"maxResults":%d},"responseElements":null,`, g.hex(17), g.hex(17), g.IntN(1000))
	}
	fmt.Fprintf(&s, `"requestID":"%s","eventID":"%s","readOnly":true,"eventType":"AwsApiCall","managementEvent":true,"recipientAccountId":"111122223333","eventCategory":"Management"`, g.uuid(), g.uuid())
	if g.IntN(3) > 0 {
		fmt.Fprintf(&s, `,"tlsDetails":{"tlsVersion":"TLSv1.3","cipherSuite":"TLS_AES_128_GCM_SHA256","clientProvidedHostHeader":"%s.%s.amazonaws.com"}`, service, region)
	}
	return s.String() + "}"
}

// total returns the length of all files.
func total(files [][]byte) (n int64) {
	for _, f := range files {
		n += int64(len(f))
	}
	return n
}

// benchmarkReader reads files, plain and as they are delivered, and beside that only
// decompresses them.
func benchmarkReader(b *testing.B, signIns int) {
	plain, stored, want := deliveries(b, 200, signIns)
	read := func(files [][]byte) func(b *testing.B) {
		var r Reader
		return func(b *testing.B) {
			n := 0
			for _, f := range files {
				for _, err := range r.Records("bench", bytes.NewReader(f)) {
					if err != nil {
						b.Fatal(err)
					}
					n++
				}
			}
			if n != want {
				b.Fatalf("got %d sign-ins, want %d", n, want)
			}
		}
	}
	in, buf := bufio.NewReaderSize(nil, chunk), make([]byte, chunk)
	var z gzip.Reader
	inflate := func(b *testing.B) {
		for _, f := range stored {
			in.Reset(bytes.NewReader(f))
			if err := z.Reset(in); err != nil {
				b.Fatal(err)
			}
			if _, err := io.CopyBuffer(struct{ io.Writer }{io.Discard}, struct{ io.Reader }{&z}, buf); err != nil {
				b.Fatal(err)
			}
		}
	}
	for _, c := range []struct {
		what string
		run  func(b *testing.B)
	}{{"plain", read(plain)}, {"gzip", read(stored)}, {"inflate", inflate}} {
		b.Run(c.what, func(b *testing.B) {
			b.SetBytes(total(plain))
			for b.Loop() {
				c.run(b)
			}
			b.ReportMetric(float64(total(plain))/float64(total(stored)), "times-compressed")
		})
	}
}

// These read files of which few records are sign-ins, one in a hundred is, and
// all are.
func BenchmarkReader(b *testing.B)           { benchmarkReader(b, 5) }
func BenchmarkReaderOnePercent(b *testing.B) { benchmarkReader(b, 100) }
func BenchmarkReaderSignIns(b *testing.B)    { benchmarkReader(b, 10000) }

// BenchmarkReaderLarge reads the same in one file, which is decompressed ahead.
// With one processor it takes as long as decompressing and scanning together.
func BenchmarkReaderLarge(b *testing.B) {
	plain, _, want := deliveries(b, 400, 5)
	in := compressed(b, string(bytes.Join(plain, []byte("\n"))))
	var r Reader
	b.SetBytes(total(plain))
	for b.Loop() {
		n := 0
		for _, err := range r.Records("bench", strings.NewReader(in)) {
			if err != nil {
				b.Fatal(err)
			}
			n++
		}
		if n != want {
			b.Fatalf("got %d sign-ins, want %d", n, want)
		}
	}
}

func BenchmarkScan(b *testing.B) {
	plain, _, _ := deliveries(b, 10, 5)
	b.SetBytes(total(plain))
	var s scanner
	for b.Loop() {
		for _, f := range plain {
			s.reset(false)
			if s.scan(f) != atEnd {
				b.Fatal("no end")
			}
		}
	}
}
