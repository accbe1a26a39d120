package fake

// How much the faults of a server may take together. Those that are spent stay, so that they can be reported, and who injects
// for ever would else fill the memory: with many of them, or with large ones. One number bounds both.

import (
	"errors"
	"strings"
)

// ErrTooManyFaults is the error of an Inject for which a server has no room left. Its faults may take 128 MiB together, spent
// ones counted: each its texts, its body and 1 KiB, so that there is room for 100,000 that say little.
var ErrTooManyFaults = errors.New("fake: fault: the faults that the server holds, spent ones too, may take 128 MiB together, " +
	"and this one does not fit: ClearFaults or RemoveFault makes room")

const (
	// maxFaultBytes is what the faults of a server may take together.
	maxFaultBytes = 128 << 20
	// faultBytes is what a fault takes that says little.
	faultBytes = 1 << 10
	// partBytes is what a parameter of a query, a header and a value of one take beside their texts.
	partBytes = 64
)

// size is about how much memory a fault takes, rather more than less.
func (f *Fault) size() int {
	n := faultBytes + len(f.ID) + len(f.Route) + len(f.Path) + len(f.BodyContains) + len(f.Code) + len(f.Body)
	n += len(f.Query) + partBytes*strings.Count(f.Query, "&")
	for name, values := range f.Header {
		n += partBytes + len(name)
		for _, value := range values {
			n += partBytes + len(value)
		}
	}
	return n
}
