package fake

// Reading a State from JSON, as strictly as a request body, so that a seed with a typing error is not half a seed.

import "errors"

// ParseState reads a state from its JSON form. It refuses members that are unknown, occur twice or are written in another
// case, and values of a wrong type, with an error that names the place and, unless it is a credential, the value. It does
// not judge what the state says: that is done where the state is loaded.
func ParseState(data []byte) (State, error) {
	var s State
	d := strictDecoder{show: true}
	if errs := d.decode(data, &s); len(errs) > 0 {
		return State{}, errors.New(errs[0].String())
	}
	return s, nil
}
