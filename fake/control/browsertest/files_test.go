package browsertest

// Files that go into the browser and come out of it.

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	cdpbrowser "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

func writeFile(t *testing.T, text string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "state.json")
	require.NoError(t, os.WriteFile(name, []byte(text), 0o600))
	return name
}

// download clicks on what saves a file, and returns the file's name when it is whole.
func (p *tab) download(selector string) string {
	p.t.Helper()
	folder := p.t.TempDir()
	enabled := true
	whole := make(chan string, 1)
	require.NoError(p.t, chromedp.ListenBrowser(p.ctx, func(event any) {
		if e, is := event.(*cdpbrowser.EventDownloadProgress); is && e.State == cdpbrowser.DownloadProgressStateCompleted {
			whole <- filepath.Join(folder, e.GUID)
		}
	}))
	_, err := chromedp.CallBrowser(p.ctx, cdpbrowser.SetDownloadBehavior, cdpbrowser.SetDownloadBehaviorParams{
		Behavior: cdpbrowser.SetDownloadBehaviorBehaviorAllowAndName, DownloadPath: folder, EventsEnabled: &enabled,
		BrowserContextID: chromedp.FromContext(p.ctx).BrowserContextID,
	})
	require.NoError(p.t, err)
	p.click(selector)
	select {
	case name := <-whole:
		return name
	case <-time.After(patience):
		require.Fail(p.t, "no file came")
		return ""
	}
}
