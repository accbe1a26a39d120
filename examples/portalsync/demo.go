package main

// The demonstration: the job on a fake that loses an answer. A program of one's own does without this file.

import (
	"context"
	_ "embed"
	"errors"
	"strings"

	"github.com/partnerkit/partnerkit-go/examples/internal/backend"
	"github.com/partnerkit/partnerkit-go/fake"
)

//go:embed users.csv
var sample string

func demo(ctx context.Context, b *backend.Backend) error {
	if b.Fake == nil {
		return errors.New("the demonstration is for a fake alone; for the real API: portalsync [flags] PORTAL FILE")
	}
	b.Announce("It talks to the fake alone.")
	rows, err := readRows("users.csv", strings.NewReader(sample))
	if err != nil {
		return err
	}
	perform := func(title string, o options) error {
		b.Say("%s", title)
		o.portal, o.workers, o.maxDelete = b.Name(backend.Portal), 2, 1 // one of two: more than a tenth
		out := indented{b}
		_, err := newSyncer(b.Client.PortalUsers, o, rows, out, newMeter(out)).run(ctx)
		return err
	}
	if err := perform("A dry run:", options{dryRun: true}); err != nil {
		return err
	}
	// Somebody is created, and the answer is lost on its way.
	lost := fake.Fault{Route: "POST /v1/partner-portals/{portalId}/users", Drop: true, After: true}
	if err := b.Fake.Inject(lost); err != nil {
		return err
	}
	if err := perform("A run with a lost answer:", options{}); err != nil {
		return err
	}
	return perform("Another run:", options{})
}

// indented gives lines to the example's story.
type indented struct{ b *backend.Backend }

func (w indented) Write(line []byte) (int, error) {
	w.b.Say("  %s", strings.TrimSuffix(string(line), "\n"))
	return len(line), nil
}
