package control

// The calls that start, list and end fakes.

import (
	"encoding/json"
	"errors"
	"net/http"

	"github.com/partnerkit/partnerkit-go/fake"
)

// startState is the state that a new fake is to start in; nil if the request names none.
func (r *controlRequest) startState() (*fake.State, error) {
	if len(r.body) == 0 {
		return nil, nil
	}
	var params struct {
		State json.RawMessage `json:"state"`
	}
	if err := decode(r.body, &params); err != nil || params.State == nil {
		return nil, err
	}
	state, err := fake.ParseState(params.State)
	return &state, inState(err)
}

// startedFake is what the control plane tells of a fake that it has started.
type startedFake struct {
	ID          string           `json:"id"`
	URL         string           `json:"url"`
	Credentials fake.Credentials `json:"credentials"`
}

func postFake(p *plane, r *controlRequest) (any, error) {
	state, err := r.startState()
	if err != nil {
		return nil, err
	}
	c, err := p.fakes.start(state)
	if err != nil {
		return nil, err
	}
	return startedFake{c.id, c.url(r.request), c.srv.Credentials()}, nil
}

func getFakes(p *plane, r *controlRequest) (any, error) {
	return p.fakes.list(r.request), nil
}

func deleteFake(p *plane, r *controlRequest) (any, error) {
	if !p.fakes.end(r.id) {
		return nil, statusError{http.StatusNotFound, errors.New("there is no such fake: it has ended, or never was")}
	}
	return nil, nil
}
