package main

// The rows of the file: who is to be in the portal. Everything that is wrong with them is said at once, with its place,
// before the portal is touched: whatever the API is known to refuse is refused here.

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/mail"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/partnerkit/partnerkit-go"
)

const (
	minPassword   = 8       // characters
	maxBody       = 1 << 20 // bytes of a request
	maxShown      = 60      // bytes of a cell in a complaint
	maxComplaints = 20      // the rest is counted
)

// row is one person of the file.
type row struct {
	line int
	partnerkit.PortalUserCreateParams
}

// column is one column of the file: how its cell is taken, and what is wrong with it ("" for nothing).
type column struct {
	required bool
	verbatim bool // spaces around the cell belong to it
	take     func(r *row, cell string) (complaint string)
}

var columns = map[string]column{
	"first_name": {required: true, take: func(r *row, cell string) string { r.FirstName = cell; return filled(cell) }},
	"last_name":  {required: true, take: func(r *row, cell string) string { r.LastName = cell; return filled(cell) }},
	"email":      {required: true, take: func(r *row, cell string) string { r.Email = cell; return address(cell) }},
	"roles":      {required: true, take: func(r *row, cell string) string { r.Roles = list(cell); return filled(strings.Join(r.Roles, "")) }},
	"locale":     {take: func(r *row, cell string) string { r.Locale = cell; return "" }},
	"password":   {verbatim: true, take: func(r *row, cell string) string { r.Password = cell; return longEnough(cell) }},
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
	if cell == "" {
		return "is empty"
	}
	if parsed, err := mail.ParseAddress(cell); err != nil || parsed.Address != cell {
		return fmt.Sprintf("%q is no e-mail address", shown(cell))
	}
	if strings.ContainsFunc(cell, func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsGraphic(r) }) {
		return fmt.Sprintf("%q holds a character that cannot be seen", shown(cell))
	}
	return ""
}

// longEnough judges a password, and never shows it. An empty cell sends none.
func longEnough(cell string) string {
	if cell != "" && utf8.RuneCountInString(cell) < minPassword {
		return fmt.Sprintf("has fewer than %d characters", minPassword)
	}
	return ""
}

// shown is as much of a cell as a complaint quotes.
func shown(cell string) string {
	if len(cell) <= maxShown {
		return cell
	}
	return strings.ToValidUTF8(cell[:maxShown], "") + "…"
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
	r := &reader{name: name, lines: map[string]int{}}
	text, err := readText(in)
	if err != nil {
		return nil, fmt.Errorf("%s:%w", name, err)
	}
	r.csv = csv.NewReader(bytes.NewReader(text))
	r.csv.FieldsPerRecord = -1 // said below, with the others
	if !r.header() {
		return nil, r.verdict()
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
	if len(rows) == 0 && r.found == 0 {
		r.complain(1, 1, "nobody is in the file")
	}
	if r.found > 0 {
		return nil, r.verdict()
	}
	return rows, nil
}

// reader is a file as far as it was read.
type reader struct {
	csv        *csv.Reader
	name       string
	names      []string       // of the columns, in the file's order
	lines      map[string]int // where each e-mail was first seen, by its key
	complaints []error        // the first of them
	found      int            // all of them
}

func (r *reader) complain(line, column int, format string, args ...any) {
	if r.found++; r.found <= maxComplaints {
		r.complaints = append(r.complaints, fmt.Errorf("%s:%d:%d: %s", r.name, line, column, fmt.Sprintf(format, args...)))
	}
}

// verdict is all that is wrong with the file, or the first of much.
func (r *reader) verdict() error {
	if more := r.found - len(r.complaints); more > 0 {
		return errors.Join(append(r.complaints, fmt.Errorf("%s: and %d more", r.name, more))...)
	}
	return errors.Join(r.complaints...)
}

// broken complains of what is no CSV. A reader of bytes has no other errors.
func (r *reader) broken(err error) {
	if parse, ok := errors.AsType[*csv.ParseError](err); ok {
		r.complain(parse.Line, parse.Column, "%v", parse.Err)
		return
	}
	r.complain(1, 1, "%v", err)
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
	if hint := headerHint(cells); hint != "" {
		r.complain(1, 1, "%s", hint)
		return false
	}
	for i, cell := range cells {
		name := strings.TrimSpace(cell)
		line, at := r.csv.FieldPos(i)
		if _, known := columns[name]; !known {
			r.complain(line, at, "unknown column %q%s", shown(name), meant(name))
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
	return r.found == 0
}

// row reads one person, and says all that is wrong with them.
func (r *reader) row(cells []string) *row {
	line, _ := r.csv.FieldPos(0)
	person := &row{line: line}
	if len(cells) != len(r.names) {
		r.complain(line, 1, "%d cells, where the first line has %d", len(cells), len(r.names))
		return person
	}
	if strings.TrimSpace(strings.Join(cells, "")) == "" {
		r.complain(line, 1, "nothing but separators")
		return person
	}
	before := r.found
	for i, cell := range cells {
		r.cell(person, i, cell)
	}
	body, err := json.Marshal(person.PortalUserCreateParams) //nolint:gosec // for its length alone
	if r.found == before && (err != nil || len(body) > maxBody) {
		r.complain(line, 1, "the person takes %d bytes in a request, and the API takes %d", len(body), maxBody)
	}
	return person
}

// cell reads one cell of a person.
func (r *reader) cell(person *row, i int, cell string) {
	name := r.names[i]
	if !columns[name].verbatim {
		cell = strings.TrimSpace(cell)
	}
	complaint := columns[name].take(person, cell)
	if complaint == "" && name == "email" {
		complaint = r.again(person)
	}
	if complaint != "" {
		line, at := r.csv.FieldPos(i)
		r.complain(line, at, "%s %s", name, complaint)
	}
}

// again complains where the e-mail has been there before.
func (r *reader) again(person *row) string {
	key := keyOf(person.Email)
	if first, seen := r.lines[key]; seen {
		return fmt.Sprintf("%q is on line %d already", shown(person.Email), first)
	}
	r.lines[key] = person.line
	return ""
}

// headerHint says why a first line cannot be one that names columns; "" where it can. It quotes nothing: where the names
// were forgotten, the line holds somebody's data.
func headerHint(cells []string) string {
	if strings.HasPrefix(cells[0], "sep=") {
		return "the first line is for a spreadsheet alone: take it out"
	}
	for _, separator := range []string{";", "\t", "|"} {
		if names := strings.Split(cells[0], separator); len(names) > 1 && slices.ContainsFunc(names, isColumn) {
			return fmt.Sprintf("the columns are separated by %q: save the file with commas", separator)
		}
	}
	if !slices.ContainsFunc(cells, isColumn) {
		return "the first line names no column that is known: it must be such as first_name,last_name,email,roles"
	}
	return ""
}

func isColumn(cell string) bool { return columnOf(cell) != "" }

// letters are what is left of a name without what people put between its words.
var letters = strings.NewReplacer(" ", "", "-", "", "_", "", `"`, "", "\t", "")

// columnOf is the column that a name means, as "First Name" means first_name; "" for none.
func columnOf(cell string) string {
	for name := range columns {
		if strings.EqualFold(letters.Replace(cell), letters.Replace(name)) {
			return name
		}
	}
	return ""
}

// meant names the column that an unknown name stands for.
func meant(name string) string {
	if column := columnOf(name); column != "" {
		return fmt.Sprintf(": it is %q", column)
	}
	return ""
}
