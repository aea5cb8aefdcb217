package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
	"time"
)

// TestInterrupted ends commands at many moments, and looks at what they leave behind:
// the old file or the new one, whole, and nothing else.
func TestInterrupted(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no signals to send")
	}
	const old = "This is an old report, which must stay."
	const moments = 6
	check := func(name string, args ...string) {
		t.Helper()
		dir := t.TempDir()
		file := filepath.Join(dir, "result")
		run := func(end time.Duration) error {
			if err := os.WriteFile(file, []byte(old), 0o600); err != nil {
				t.Fatal(err)
			}
			cmd := exec.Command("loginodds", append(args, file)...)
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			defer time.AfterFunc(end, func() { cmd.Process.Signal(syscall.SIGTERM) }).Stop()
			return cmd.Wait()
		}
		start := time.Now()
		if err := run(time.Hour); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		whole := time.Since(start)
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		interrupted := 0
		for i := range moments {
			err := run(whole * time.Duration(i+1) / (moments + 1))
			got, readErr := os.ReadFile(file)
			entries, dirErr := os.ReadDir(dir)
			if err := errors.Join(readErr, dirErr); err != nil {
				t.Fatal(err)
			}
			if err != nil {
				interrupted++
			}
			// A command may die when it has replaced the file already.
			if !bytes.Equal(got, want) && (err == nil || string(got) != old) {
				t.Errorf("%s: moment %d, %v: the file has %d bytes, want the old %d or the new %d", name, i, err, len(got), len(old), len(want))
			}
			if len(entries) != 1 {
				t.Errorf("%s: moment %d: got %v, want nothing but the result", name, i, entries)
			}
		}
		if interrupted == 0 {
			t.Errorf("%s: never interrupted", name)
		}
	}
	check("extract", "extract", "testdata/demo", "-o")
	check("scan", "scan", "testdata/demo", "-f", "html", "-o")
	check("build", "profile", "build", "testdata/demo", "-o")
	check("fit", "profile", "fit", "testdata/demo", "-o")
}

// TestInterruptedWhileWriting ends a command when half of the result is written.
func TestInterruptedWhileWriting(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no signals to send")
	}
	const old = "This is an old report, which must stay."
	const record = `{"eventVersion":"1.08","userIdentity":{"type":"IAMUser","userName":"alice"},` +
		`"eventTime":"2026-05-01T00:00:00Z","eventSource":"signin.amazonaws.com","eventName":"ConsoleLogin",` +
		`"recipientAccountId":"111122223333","responseElements":{"ConsoleLogin":"Success"}}` + "\n"
	dir := t.TempDir()
	file := filepath.Join(dir, "result")
	if err := os.WriteFile(file, []byte(old), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("loginodds", "extract", "-", "--identity", "principal", "-o", file) // which keeps no records until all are read
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer in.Close()
		for {
			if _, err := io.WriteString(in, record); err != nil {
				return
			}
		}
	}()
	// Once the temporary file is there, and has something in it.
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(5 * time.Millisecond) {
		all, err := filepath.Glob(filepath.Join(dir, ".loginodds-*.tmp"))
		if err != nil {
			t.Fatal(err)
		}
		if len(all) == 1 {
			if info, err := os.Stat(all[0]); err == nil && info.Size() > 0 {
				break
			}
		}
		if time.Now().After(deadline) {
			t.Fatal("nothing was written within a minute")
		}
	}
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	err = cmd.Wait()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != 130 {
		t.Errorf("got %v, want exit status 130", err)
	}
	got, err := os.ReadFile(file)
	if err != nil || string(got) != old {
		t.Errorf("got %q, %v, want the old file", got, err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 1 {
		t.Errorf("got %v, %v, want nothing but the result", entries, err)
	}
}

// TestInterruptedAtPipe ends a command that waits for somebody to read its output.
func TestInterruptedAtPipe(t *testing.T) {
	mkfifo, err := exec.LookPath("mkfifo")
	if err != nil {
		t.Skip("no mkfifo")
	}
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := exec.Command(mkfifo, pipe).Run(); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("loginodds", "extract", "testdata/demo", "-o", pipe)
	cmd.Stderr = io.Discard
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(300 * time.Millisecond)
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	select {
	case err := <-done:
		if err == nil {
			t.Error("got exit status 0, want 130")
		}
	case <-time.After(time.Minute):
		cmd.Process.Kill()
		t.Fatal("still waiting after a minute")
	}
}
