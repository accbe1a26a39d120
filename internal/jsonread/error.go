package jsonread

// ValueError is a value that its place does not take. It never says the value.
type ValueError struct {
	Path    string // the member, such as "data.wallets[0].address"; empty for the whole text
	Problem string // "must be a string, not a number"
}

// Error says the path and the problem.
func (e *ValueError) Error() string {
	if e.Path == "" {
		return "the value " + e.Problem
	}
	return e.Path + " " + e.Problem
}

// prefixPath puts the path into a member, or into an item of a list, "[0]".
func (e *ValueError) prefixPath(outer string) *ValueError {
	if e.Path != "" && e.Path[0] != '[' {
		outer += "."
	}
	e.Path = outer + e.Path
	return e
}

// faults are the members of an object that do not fit, in the order in which they came.
type faults []fault

type fault struct {
	name  string
	value *ValueError
}

// note keeps the error of a member, in place of what was said of an earlier one of its name. It returns any error
// that ends the reading.
func (f *faults) note(name string, err error) error {
	kept := (*f)[:0]
	for _, old := range *f {
		if old.name != name {
			kept = append(kept, old)
		}
	}
	*f = kept
	if err == nil {
		return nil
	}
	value, ok := err.(*ValueError) //nolint:errorlint // what a Decoder returns is not wrapped
	if !ok {
		return err
	}
	*f = append(*f, fault{name, value.prefixPath(name)})
	return nil
}

// first is the error of the first member that does not fit, nil where all do.
func (f faults) first() error {
	if len(f) == 0 {
		return nil
	}
	return f[0].value
}
