package useragent

import "testing"

func TestParseProgram(t *testing.T) {
	check := func(userAgent, browser, version, os string, device Device) {
		t.Helper()
		want := Client{Browser: browser, BrowserVersion: version, OS: os, Device: device}
		if got := parse(userAgent); got != want {
			t.Errorf("parse(%q): got %+v, want %+v", userAgent, got, want)
		}
	}

	// AWS itself. The system is not that of the user.
	check("AWS Internal", "AWS Internal", "", "", Service)
	check("AWS Internal/3", "AWS Internal", "", "", Service)
	check("AWSInternal", "AWS Internal", "", "", Service) // spaces stripped
	check("[S3Console/0.4, aws-internal/3 aws-sdk-java/1.12.488 Linux/5.10.184]", "S3Console", "0", "", Service)
	check("RDS Console, aws-internal/3 aws-sdk-java/1.11.975 Linux/5.10.184", "AWS Internal", "3", "", Service)
	check("Coral/Netty4", "Coral", "", "", Service)
	check("signin.amazonaws.com", "signin.amazonaws.com", "", "", Service)
	check("Config.AmazonAWS.com", "config.amazonaws.com", "", "", Service)
	check("ec2.cn-north-1.amazonaws.com.cn", "ec2.cn-north-1.amazonaws.com.cn", "", "", Service)
	check("evilamazonaws.com", "evilamazonaws.com", "", "", Tool) // somebody else's name

	// The one that was started, not what it is made of.
	check("aws-cli/1.16.309 Python/3.8.0 Darwin/19.6.0 botocore/1.13.45", "aws-cli", "1", "macOS", Tool)
	check("aws-cli/2.17.9 md/awscrt#0.20.11 ua/2.0 os/linux#6.8.0 md/arch#x86_64 lang/python#3.11.8", "aws-cli", "2", "Linux", Tool)
	check("[Boto3/1.26.165 Python/3.10.6 Linux/5.19.0-46-generic Botocore/1.29.165]", "Boto3", "1", "Linux", Tool)
	check("Botocore/1.29.165 Python/3.9.2 Windows/10", "Botocore", "1", "Windows", Tool)
	check("APN/1.0 HashiCorp/1.0 Terraform/1.1.2 (+https://www.terraform.io) aws-sdk-go/1.44.157 (go1.19.3; linux; amd64)", "Terraform", "1", "Linux", Tool)
	check("Mozilla/5.0 (Windows NT; Windows NT 10.0; en-US) WindowsPowerShell/5.1.19041.1", "PowerShell", "5", "Windows", Tool)
	check("stratus-red-team_ea782787-a65d-4fc4-9fca-1c97869a9a25", "stratus-red-team", "", "", Tool) // without the UUID
	check("AWS-Console-Mobile/2.4.0 (iPhone; iOS 17.4; Scale/3.00)", "AWS-Console-Mobile", "2", "iOS", Tool)
	check("aws-sdk-go-v2/1.32.3 os/macos lang/go#1.23.1 md/GOOS#darwin", "aws-sdk-go-v2", "1", "macOS", Tool)
	check("aws-sdk-js/2.1000.0 win32/v14.17.0 promise", "aws-sdk-js", "2", "Windows", Tool)

	// Whatever else does not claim to be a browser.
	check("Go-http-client/1.1", "Go-http-client", "1", "", Tool)
	check("curl/8.4.0", "curl", "8", "", Tool)
	check("python-requests/2.31.0", "python-requests", "2", "", Tool)
	check("Jersey/2.34 (HttpUrlConnection 11.0.2)", "Jersey", "2", "", Tool)
	check("Bun/1.1.8", "Bun", "1", "", Tool)
	check("axios/1.6.8", "axios", "1", "", Tool) // which is not for iOS
	check("my-curl/v3", "my-curl", "3", "", Tool)
	check("rclone/v1.65.2", "rclone", "1", "", Tool)
	check("Dalvik/2.1.0 (Linux; U; Android 13; SM-G991B Build/TP1A)", "Dalvik", "2", "Android", Tool)
	check("192.0.2.1", "", "", "", "") // no name
	check("***", "", "", "", "")
}

func TestProduct(t *testing.T) {
	check := func(text, word, want string) {
		t.Helper()
		if got := newAgent(text).product(word); got != want {
			t.Errorf("product %q of %q: got %q, want %q", word, text, got, want)
		}
	}
	check("curl/8.4.0 x", "curl/", "curl/8.4.0 x")
	check("(Curl/8)", "curl/", "curl/8)")
	check("libcurl/7 curl/8", "curl/", "curl/8") // not the first place
	check("libcurl/7 my-curl/8", "curl/", "")
	check("", "curl/", "")
}
