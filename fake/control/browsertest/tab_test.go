package browsertest

// A tab with the page of a fake: what a test does in it, and what no test may see, an error in the console or a request that
// leaves the origin.

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go/fake"
	"github.com/partnerkit/partnerkit-go/fake/control"
)

// patience is how long anything may take on a machine that is busy.
const patience = time.Minute

// tab is the page of one fake in one tab.
type tab struct {
	t      *testing.T
	ctx    context.Context
	srv    *fake.Server
	origin string

	mu       sync.Mutex
	errors   []string // in the console
	requests []string // their paths
	strange  []string // requests to another origin
	expected []string // words of errors that the test provokes
}

// open shows the page of a new fake with options, which the fakes of its own have, too. wrap, if there is one, stands around the
// fake's handler.
func open(t *testing.T, fragment string, wrap func(http.Handler) http.Handler, options ...fake.Option) *tab {
	t.Helper()
	if browser == nil {
		t.Skipf("no browser here: install one of %s", strings.Join(names, ", "))
	}
	srv, err := fake.Start(options...) // not New: a fault that a test of the page has refused is no failure
	require.NoError(t, err)
	t.Cleanup(srv.Close)
	plane, err := control.New(srv, control.WithFakeOptions(options...))
	require.NoError(t, err)
	var handler http.Handler = plane
	if wrap != nil {
		handler = wrap(handler)
	}
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	t.Cleanup(plane.Close)
	ctx, closeTab := chromedp.NewContext(browser, chromedp.WithNewBrowserContext())
	p := &tab{t: t, ctx: ctx, srv: srv, origin: server.URL}
	t.Cleanup(func() {
		closeTab()
		p.checkNothingStrange()
	})
	require.NoError(t, chromedp.Do(ctx)) // opens the tab; a timeout's end would close it
	require.NoError(t, chromedp.Listen(ctx, p.hear))
	send(p, network.Enable, network.EnableParams{})
	send(p, log.Enable, cdp.Empty{})
	p.run(chromedp.Navigate(server.URL + "/_fake/" + fragment))
	return p
}

// hear notes what must not be. It is called in the middle of things and must not wait.
func (p *tab) hear(event any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		details := e.ExceptionDetails
		if details.Exception != nil {
			details.Text += " " + details.Exception.Description
		}
		p.errors = append(p.errors, details.Text)
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeWarning {
			p.errors = append(p.errors, "the console has a message of kind "+string(e.Type))
		}
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError || e.Entry.Level == log.EntryLevelWarning {
			p.errors = append(p.errors, e.Entry.Text+" "+e.Entry.URL)
		}
	case *network.EventRequestWillBeSent:
		u, err := url.Parse(e.Request.URL)
		switch {
		case err == nil && u.Scheme+"://"+u.Host == p.origin:
			p.requests = append(p.requests, u.Path)
		case err != nil || u.Scheme != "data" && u.Scheme != "blob":
			p.strange = append(p.strange, e.Request.URL)
		}
	}
}

// asked gives the paths that the page asked for since it was last called.
func (p *tab) asked() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	paths := p.requests
	p.requests = nil
	return paths
}

// checkNothingStrange fails the test if the page left the origin, or wrote an error that the test does not expect.
func (p *tab) checkNothingStrange() {
	p.mu.Lock()
	defer p.mu.Unlock()
	assert.Empty(p.t, p.strange, "requests that left the origin")
	for _, text := range p.errors {
		known := false
		for _, words := range p.expected {
			known = known || strings.Contains(text, words)
		}
		assert.True(p.t, known, "an error in the console: %s", text)
	}
}

// expect allows errors of the console that hold these words.
func (p *tab) expect(words string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.expected = append(p.expected, words)
}

// run does one thing after the other.
func (p *tab) run(steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	result(p, chromedp.Steps(steps...))
}

// result is what an action gives.
func result[T any](p *tab, action chromedp.Action[T]) T {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	value, err := chromedp.Run(ctx, action)
	require.NoError(p.t, err)
	return value
}

// send sends the tab a command of its protocol.
func send[P, R any](p *tab, command cdp.Command[P, R], params P) R {
	p.t.Helper()
	return result(p, func(ctx context.Context, target *chromedp.Target) (R, error) {
		return cdp.Call(ctx, target, command, params)
	})
}

// eval evaluates an expression in the page, and waits if it is a promise.
func eval[T any](p *tab, expression string) T {
	p.t.Helper()
	return result(p, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
}

// wait waits until an expression is true: it is looked at again whenever the page changes.
func (p *tab) wait(expression string) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	_, err := chromedp.Run(ctx, chromedp.Evaluate[bool](`new Promise((resolve) => {
		const look = () => { if (`+expression+`) { observer.disconnect(); resolve(true); } };
		const observer = new MutationObserver(look);
		observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
		look();
	})`, chromedp.EvalAwaitPromise))
	require.NoError(p.t, err, "it never came true: %s", expression)
}

// waitText waits until an element's text has these words.
func (p *tab) waitText(selector, words string) {
	p.t.Helper()
	p.wait(fmt.Sprintf("document.querySelector(%q)?.textContent.includes(%q)", selector, words))
}

// live waits until the page hears events.
func (p *tab) live() {
	p.t.Helper()
	p.waitText("#link", "live")
}

func (p *tab) click(selector string) {
	p.t.Helper()
	p.run(chromedp.Click(chromedp.CSS(selector)))
}

// call makes a request as a client of the fake does, with a credential or none, and returns the status and the body.
func (p *tab) call(method, path, credential, body string) (int, string) {
	p.t.Helper()
	req, err := http.NewRequestWithContext(p.t.Context(), method, p.origin+path, strings.NewReader(body))
	require.NoError(p.t, err)
	if credential != "" {
		req.Header.Set("Authorization", "Bearer "+credential)
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	resp, err := http.DefaultClient.Do(req)
	require.NoError(p.t, err)
	defer func() { _ = resp.Body.Close() }()
	text, err := io.ReadAll(resp.Body)
	require.NoError(p.t, err)
	return resp.StatusCode, string(text)
}

// makeUser makes a user of the Partner API over HTTP, and returns the id.
func (p *tab) makeUser(email string) string {
	p.t.Helper()
	status, body := p.call(http.MethodPost, "/v1/users", p.srv.Credentials().PartnerKey, fmt.Sprintf(`{"email":%q}`, email))
	require.Equal(p.t, http.StatusCreated, status, body)
	var made struct {
		Data struct {
			ID string `json:"id"`
		} `json:"data"`
	}
	require.NoError(p.t, json.Unmarshal([]byte(body), &made))
	return made.Data.ID
}
