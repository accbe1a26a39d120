package main

// The fake: what a page of 100 from the middle of a portal costs through its
// handler, for more and more users.

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"time"

	"github.com/partnerkit/partnerkit-go"
	"github.com/partnerkit/partnerkit-go/fake"
)

const fakeKey = "sk:fake_pages"

// plotFakePages writes fakepages.svg.
func plotFakePages(ctx context.Context, t timing, largest int) error {
	p := plot{title: "µs for a page of 100 of the fake, by users stored", lines: []line{{name: "the fake's handler", ours: true}}}
	for users := 1000; users <= largest; users *= 10 {
		each, err := fakePage(ctx, t, users)
		if err != nil {
			return err
		}
		progress("%s: %d users, %.1f µs", p.title, users, each*1e6)
		p.steps = append(p.steps, fmt.Sprint(users))
		p.lines[0].values = append(p.lines[0].values, each*1e6)
	}
	return writeChart("fakepages.svg", linePlots(p))
}

// fakePage is how many seconds a page from the middle takes.
func fakePage(ctx context.Context, t timing, users int) (float64, error) {
	server, err := fake.Start(fake.WithState(portalOf(users)))
	if err != nil {
		return 0, err
	}
	defer server.Close()
	cursor, err := middleCursor(ctx, server, users)
	if err != nil {
		return 0, err
	}
	request := httptest.NewRequestWithContext(ctx, http.MethodGet, "/v1/partner-portals/"+portalID+"/users?limit=100&after="+cursor, nil)
	request.Header.Set("Authorization", "Bearer "+fakeKey)
	handler := server.Handler()
	runtime.GC() // or the making of a large store is collected during the pages
	page := func(context.Context) error {
		answer := &discardedAnswer{header: http.Header{}}
		handler.ServeHTTP(answer, request)
		if answer.status != http.StatusOK {
			return fmt.Errorf("a page of the fake: status %d", answer.status)
		}
		return nil
	}
	rates, err := interleave(ctx, t, sequential(wallClock), []call{page})
	if err != nil {
		return 0, err
	}
	return 1 / spreadOf(rates[0]).median, nil
}

func portalOf(users int) fake.State {
	portal := fake.Portal{ID: portalID, Roles: []string{"role_viewer"}, Users: make([]fake.PortalUser, users)}
	for i := range portal.Users {
		portal.Users[i] = fake.PortalUser{
			ID: fmt.Sprintf("7f9c24e8-3b0f-4ad5-9c1e-2d6a5b%06d", i), FirstName: "Augusta", LastName: "Lovelace",
			Email: fmt.Sprintf("augusta.%06d@example.com", i), LastLoggedAt: new(time.Unix(1710923415, 0)), Roles: portal.Roles,
		}
	}
	return fake.State{
		ServiceAccounts: []fake.ServiceAccount{{Key: fakeKey, AllPortals: true}},
		Portals:         []fake.Portal{portal},
	}
}

// middleCursor walks to the middle: cursors cannot be made up.
func middleCursor(ctx context.Context, server *fake.Server, users int) (string, error) {
	params := partnerkit.PortalUserListParams{Limit: itemsPerPage}
	for range users / itemsPerPage / 2 {
		page, err := server.Client().PortalUsers.List(ctx, portalID, params)
		if err != nil {
			return "", err
		}
		params.After = page.Next
	}
	return params.After, nil
}

// discardedAnswer takes an answer and keeps its status alone.
type discardedAnswer struct {
	header http.Header
	status int
}

func (a *discardedAnswer) Header() http.Header    { return a.header }
func (a *discardedAnswer) WriteHeader(status int) { a.status = status }
func (a *discardedAnswer) Write(body []byte) (int, error) {
	if a.status == 0 {
		a.status = http.StatusOK
	}
	return io.Discard.Write(body)
}
