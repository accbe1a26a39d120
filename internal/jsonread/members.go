package jsonread

// Objects as a list of their members: a name, and the place that the member's value is read to.

import "time"

// Member is a member of an object, and what it is read to.
type Member struct {
	name string
	to   any
}

// looseTime is a place for a time in any of the forms that LooseTime reads.
type looseTime time.Time

// String is a member that is a string.
func String(name string, to *string) Member { return Member{name, to} }

// Bool is a member that is true or false.
func Bool(name string, to *bool) Member { return Member{name, to} }

// Int is a member that is a whole number.
func Int(name string, to *int) Member { return Member{name, to} }

// Int64 is a member that is a whole number.
func Int64(name string, to *int64) Member { return Member{name, to} }

// Time is a member that is a time as RFC 3339 writes it.
func Time(name string, to *time.Time) Member { return Member{name, to} }

// LooseTime is a member that is a time as the Decoder's LooseTime reads it.
func LooseTime(name string, to *time.Time) Member { return Member{name, (*looseTime)(to)} }

// Value is a member that a function reads, by the Decoder of the object.
func Value(name string, read func() error) Member { return Member{name, read} }

// Members reads an object: each of the members that are listed, and none of the others. It begins to look behind the
// member that came last, since most objects have theirs in the order of the list.
func (d *Decoder) Members(members ...Member) error {
	next := 0
	return d.Object(func(name []byte) error {
		for range members {
			m := &members[next]
			if next++; next == len(members) {
				next = 0
			}
			if string(name) == m.name {
				if text, is := m.to.(*string); is { // as most are
					return d.String(text)
				}
				return m.read(d)
			}
		}
		return d.Skip()
	})
}

func (m *Member) read(d *Decoder) error {
	switch to := m.to.(type) {
	case *time.Time:
		return d.Time(to)
	case *looseTime:
		return d.LooseTime((*time.Time)(to))
	case *bool:
		return d.Bool(to)
	case *int:
		return d.Int(to)
	case *int64:
		return d.Int64(to)
	case func() error:
		return to()
	default:
		return d.Skip()
	}
}
