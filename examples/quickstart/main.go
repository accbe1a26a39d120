// Command quickstart walks through one person's whole life at the four APIs: all twenty documented operations,
// Ensure of users, and a session's renewal, with the errors that are met on the way.
//
// Without credentials in the environment it talks to an in-process fake. With them it calls the real APIs: it then says
// first what it is going to make, gives it addresses of its own, and takes it back in the end, also after an error.
package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/partnerkit/partnerkit-go"
	"github.com/partnerkit/partnerkit-go/examples/internal/backend"
)

func main() { backend.Main(run) }

// walk is the story so far.
type walk struct {
	*backend.Backend
	goodbyes []func(context.Context) error // what takes back what was made, in the order of making
}

// chapter is one part of the story, and what a real account must name for it.
type chapter struct {
	title string
	needs []backend.Name
	tell  func(*walk, context.Context) error
}

var chapters = []chapter{
	{"One user of two partners (Users)", nil, (*walk).partners},
	{"The user of an app, and their wallet (AppUsers)", []backend.Name{backend.ExternalID}, (*walk).app},
	{"The user of a portal (PortalUsers)", []backend.Name{backend.Portal, backend.Role}, (*walk).portal},
	{"The session's own profile (Profile)", []backend.Name{backend.Container}, (*walk).profile},
	{"What was sent to it (Notifications)", []backend.Name{backend.Container}, (*walk).notifications},
}

func run(ctx context.Context, b *backend.Backend) (err error) {
	w := &walk{Backend: b}
	story := chapters
	w.announce()
	if b.Fake != nil {
		story = append(slices.Clone(chapters), chapter{"Ten minutes later the session is over", nil, (*walk).session})
	}
	defer func() { err = errors.Join(err, w.sayGoodbye(context.WithoutCancel(ctx))) }()
	for _, c := range story {
		if err := w.turnTo(ctx, c); err != nil {
			return err
		}
	}
	return nil
}

func (w *walk) announce() {
	stays := ""
	if w.Name(backend.MarkAllRead) != "" {
		stays = ", and all notifications of the session's user marked read"
	}
	w.Announce("It makes the users %s and %s of the partner, the first of them also of a second partner\n"+
		"and of a portal, changes the biography of the session's user, and takes all that back in the end.\n"+
		"What stays: the two users in the system, associated with nobody%s.", w.Email("ada"), w.Email("grace"), stays)
}

// turnTo tells a chapter, or says why it is left out: a service without a credential or an address is no failure here.
func (w *walk) turnTo(ctx context.Context, c chapter) error {
	w.Say("\n%s", c.title)
	for _, name := range c.needs {
		if w.Name(name) == "" {
			w.Say("  left out: %s is not set", name)
			return nil
		}
	}
	err := c.tell(w, ctx)
	if errors.Is(err, partnerkit.ErrNoCredential) || errors.Is(err, partnerkit.ErrNoBaseURL) {
		w.Say("  left out: %v", err)
		return nil
	}
	return err
}

// later remembers how to take something back.
func (w *walk) later(goodbye func(context.Context) error) { w.goodbyes = append(w.goodbyes, goodbye) }

// sayGoodbye takes everything back, the last thing first, and goes on after an error.
func (w *walk) sayGoodbye(ctx context.Context) error {
	w.Say("\nEverything that was made is taken back")
	var errs []error
	for _, goodbye := range slices.Backward(w.goodbyes) {
		errs = append(errs, goodbye(ctx))
	}
	return errors.Join(errs...)
}

// did says what a call came to.
func (w *walk) did(call, format string, args ...any) {
	w.Say("  %-30s %s", call, fmt.Sprintf(format, args...))
}

// met is for a call that the story wants refused: it says how, and takes any other outcome for a failure.
func (w *walk) met(call string, err, kind error) error {
	if !errors.Is(err, kind) {
		return errors.Join(fmt.Errorf("%s: wanted the error %q", call, kind.Error()), err)
	}
	answer := ""
	if e, ok := errors.AsType[*partnerkit.Error](err); ok && e.Status != 0 {
		answer = strings.TrimSpace(fmt.Sprintf("%d %s", e.Status, e.Code))
	}
	w.did(call, "refused, %s: %v", answer, kind)
	return nil
}
