package contract

// What a row is, and what it works with.

import (
	"context"
	"errors"
	"testing"

	"github.com/partnerkit/partnerkit-go"
)

// row is one rule.
type row struct {
	section   string // of the contract
	name      string
	writes    bool
	confirmed string // when and by whom it was seen on the real service; "" by nobody
	needs     func(Fixture) []string
	check     func(*probe)
}

// probe is what a row works with.
type probe struct {
	*testing.T
	Fixture
	client *partnerkit.Client
}

// ok ends the row where a call failed, and skips it where the client does not reach the API.
func (p *probe) ok(err error) {
	p.Helper()
	p.reaches(err)
	if err != nil {
		p.Fatal(err)
	}
}

// fails wants an error that is each of the given ones.
func (p *probe) fails(err error, want ...error) {
	p.Helper()
	p.reaches(err)
	if err == nil {
		p.Fatalf("no error, want %v", want)
	}
	for _, target := range want {
		if !errors.Is(err, target) {
			p.Errorf("%v\nis not %v", err, target)
		}
	}
}

func (p *probe) reaches(err error) {
	p.Helper()
	if errors.Is(err, partnerkit.ErrNoCredential) || errors.Is(err, partnerkit.ErrNoBaseURL) {
		p.Skip(err)
	}
}

// equal compares what an answer says with what it should.
func equal[T comparable](p *probe, what string, got, want T) {
	p.Helper()
	if got != want {
		p.Errorf("%s is %v, want %v", what, got, want)
	}
}

// cleanUp runs in the end, also where the row failed.
func (p *probe) cleanUp(undo func(context.Context) error) {
	p.Cleanup(func() {
		if err := undo(context.WithoutCancel(p.Context())); err != nil {
			p.Errorf("cleaning up: %v", err)
		}
	})
}
