package paging

// Whether pages get on, found out in constant memory.

import "errors"

const maxIdlePages = 100 // pages running that bring nothing new

var (
	errCycle      = errors.New("the pages lead in a circle")
	errNothingNew = errors.New("100 pages running were empty or brought nothing new")
)

// progress finds out, in constant memory, that pages get nowhere.
type progress struct {
	moving bool // items move from page to page, as new ones push the old ones down
	idle   int  // pages running that brought nothing new
	cycle  cycleDetector
}

// observe takes in each page that another one follows. The key is the next cursor,
// or the first new item where items move.
func (p *progress) observe(key string, fresh int) error {
	if p.idle++; fresh > 0 {
		p.idle = 0
	}
	tolerated := 0
	switch {
	case p.idle >= maxIdlePages:
		return errNothingNew
	case p.moving && fresh == 0: // as many came as the page before holds, and pushed it down to here
		return nil
	case p.moving: // as many came as several pages hold, which is rare enough to happen once
		tolerated = 1
	}
	if p.cycle.returns(key) > tolerated {
		return errCycle
	}
	return nil
}

// cycleDetector finds a repeating key in constant memory, whatever the length of
// the cycle: it compares each key with one that it keeps, and keeps a new one after
// twice as many steps each time (Brent's algorithm).
type cycleDetector struct {
	kept         string
	seen         int // how often the kept key has come again
	steps, until int
}

// returns is how often a key has come again since the detector keeps it.
func (d *cycleDetector) returns(key string) int {
	d.steps++
	switch {
	case d.until > 0 && key == d.kept:
		d.seen++
		return d.seen
	case d.steps > d.until:
		d.kept, d.seen, d.steps, d.until = key, 0, 0, max(1, 2*d.until)
	}
	return 0
}
