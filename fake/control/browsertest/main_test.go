// Package browsertest opens the page of the fake in a real browser. It is a module of its own, so that nobody who uses the
// library has a browser's driver among their modules.
package browsertest

// The browser: one for all tests, and for each test a tab that shares nothing with the others.

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"testing"

	"github.com/chromedp/chromedp"
)

// browser is the context of the one browser; nil where the machine has none.
var browser context.Context

// names are what a Chromium is called.
var names = []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "headless-shell"}

func TestMain(m *testing.M) {
	code, err := runWithBrowser(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

func runWithBrowser(m *testing.M) (int, error) {
	program := findBrowser()
	if program == "" {
		return m.Run(), nil
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(program), chromedp.WindowSize(1280, 900))
	if os.Getuid() == 0 {
		options = append(options, chromedp.NoSandbox) // it refuses to start for root otherwise
	}
	allocator, end := chromedp.NewExecAllocator(context.Background(), options...)
	defer end()
	ctx, closeBrowser := chromedp.NewContext(allocator)
	defer closeBrowser()
	if err := chromedp.Do(ctx); err != nil { // without a timeout: its end would be the browser's
		return 1, fmt.Errorf("%s does not start: %w", program, err)
	}
	browser = ctx
	return m.Run(), nil
}

func findBrowser() string {
	for _, name := range names {
		if program, err := exec.LookPath(name); err == nil {
			return program
		}
	}
	return ""
}
