package main

// The file: who is to be in the portal. Everything that is wrong with it is said at once, with its place, before the
// portal is touched.

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/mail"
	"slices"
	"strings"

	"github.com/partnerkit/partnerkit-go"
)

// row is one person of the file.
type row struct {
	line int
	partnerkit.PortalUserCreateParams
}

// column is one column of the file: how its cell is taken, and what is wrong with it ("" for nothing).
type column struct {
	required bool
	take     func(r *row, cell string) (complaint string)
}

var columns = map[string]column{
	"first_name": {true, func(r *row, cell string) string { r.FirstName = cell; return filled(cell) }},
	"last_name":  {true, func(r *row, cell string) string { r.LastName = cell; return filled(cell) }},
	"email":      {true, func(r *row, cell string) string { r.Email = cell; return address(cell) }},
	"roles":      {true, func(r *row, cell string) string { r.Roles = list(cell); return filled(strings.Join(r.Roles, "")) }},
	"locale":     {false, func(r *row, cell string) string { r.Locale = cell; return "" }},
}

// keyOf is what makes two e-mails the same: portals tell them apart without regard to case.
func keyOf(email string) string { return strings.ToLower(strings.ToUpper(email)) }

func filled(cell string) string {
	if cell == "" {
		return "is empty"
	}
	return ""
}

func address(cell string) string {
	if parsed, err := mail.ParseAddress(cell); err != nil || parsed.Address != cell {
		return fmt.Sprintf("%q is no e-mail address", cell)
	}
	return ""
}

// list splits what ";" separates, and leaves out what is empty or said before.
func list(cell string) []string {
	var items []string
	for item := range strings.SplitSeq(cell, ";") {
		if item = strings.TrimSpace(item); item != "" && !slices.Contains(items, item) {
			items = append(items, item)
		}
	}
	return items
}

// readRows reads a file whose name is for the complaints alone. A file with nobody in it is refused: it would empty
// the portal, and is a mistake more often than a wish.
func readRows(name string, in io.Reader) ([]*row, error) {
	r := &reader{csv: csv.NewReader(in), name: name, lines: map[string]int{}}
	r.csv.FieldsPerRecord = -1 // said below, with the others
	if !r.header() {
		return nil, errors.Join(r.complaints...)
	}
	var rows []*row
	for {
		cells, err := r.csv.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil { // beyond a broken quote nothing can be trusted
			r.broken(err)
			break
		}
		rows = append(rows, r.row(cells))
	}
	if len(rows) == 0 && len(r.complaints) == 0 {
		r.complain(1, 1, "nobody is in the file")
	}
	if len(r.complaints) > 0 {
		return nil, errors.Join(r.complaints...)
	}
	return rows, nil
}

// reader is a file as far as it was read.
type reader struct {
	csv        *csv.Reader
	name       string
	names      []string       // of the columns, in the file's order
	lines      map[string]int // where each e-mail was first seen, by its key
	complaints []error
}

func (r *reader) complain(line, column int, format string, args ...any) {
	r.complaints = append(r.complaints, fmt.Errorf("%s:%d:%d: %s", r.name, line, column, fmt.Sprintf(format, args...)))
}

func (r *reader) broken(err error) {
	if parse, ok := errors.AsType[*csv.ParseError](err); ok {
		r.complain(parse.Line, parse.Column, "%v", parse.Err)
		return
	}
	r.complaints = append(r.complaints, fmt.Errorf("%s: %w", r.name, err))
}

// header reads the first line, and reports whether the rest can be understood.
func (r *reader) header() bool {
	cells, err := r.csv.Read()
	if errors.Is(err, io.EOF) {
		r.complain(1, 1, "the file is empty")
		return false
	}
	if err != nil {
		r.broken(err)
		return false
	}
	cells[0] = strings.TrimPrefix(cells[0], "\ufeff") // as spreadsheets begin a file
	for i, cell := range cells {
		name := strings.TrimSpace(cell)
		line, at := r.csv.FieldPos(i)
		if _, known := columns[name]; !known {
			r.complain(line, at, "unknown column %q", name)
		} else if slices.Contains(r.names, name) {
			r.complain(line, at, "column %q is there twice", name)
		}
		r.names = append(r.names, name)
	}
	for _, name := range slices.Sorted(maps.Keys(columns)) {
		if columns[name].required && !slices.Contains(r.names, name) {
			r.complain(1, 1, "column %q is missing", name)
		}
	}
	return len(r.complaints) == 0
}

// row reads one person, and says all that is wrong with him.
func (r *reader) row(cells []string) *row {
	line, _ := r.csv.FieldPos(0)
	person := &row{line: line}
	if len(cells) != len(r.names) {
		r.complain(line, 1, "%d cells, where the first line has %d", len(cells), len(r.names))
		return person
	}
	for i, cell := range cells {
		cellLine, at := r.csv.FieldPos(i)
		complaint := columns[r.names[i]].take(person, strings.TrimSpace(cell))
		if complaint == "" && r.names[i] == "email" {
			complaint = r.again(person)
		}
		if complaint != "" {
			r.complain(cellLine, at, "%s %s", r.names[i], complaint)
		}
	}
	return person
}

// again complains where the e-mail has been there before.
func (r *reader) again(person *row) string {
	key := keyOf(person.Email)
	if first, seen := r.lines[key]; seen {
		return fmt.Sprintf("%q is on line %d already", person.Email, first)
	}
	r.lines[key] = person.line
	return ""
}
