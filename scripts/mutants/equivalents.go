package main

// The survivors that somebody looked at and judged equivalent: the change does not
// alter what the program does, or not in a way that it promises. They are kept in a
// file with the reason, and are not tried again.

import (
	_ "embed"
	"fmt"
	"strings"
)

//go:embed equivalents.txt
var equivalentsFile string

// equivalent is one judged survivor.
type equivalent struct {
	file   string
	key    string
	reason string
}

// parseEquivalents reads blocks that a blank line divides, with # for comments:
//
//	errors.go printable: the reason, on one line
//	-	if shown.Len() > limit {
//	+	if shown.Len() >= limit {
//
// Without a function it is "errors.go: the reason".
func parseEquivalents(text string) ([]equivalent, error) {
	var list []equivalent
	for block := range strings.SplitSeq(text, "\n\n") {
		var head string
		var before, after []string
		for line := range strings.Lines(block) {
			switch line = strings.TrimRight(line, "\n"); {
			case line == "" || strings.HasPrefix(line, "#"):
			case strings.HasPrefix(line, "-"):
				before = append(before, line[1:])
			case strings.HasPrefix(line, "+"):
				after = append(after, line[1:])
			case head == "":
				head = line
			default:
				return nil, fmt.Errorf("equivalents: %q is neither a heading nor a line of a change", line)
			}
		}
		if head == "" && before == nil && after == nil {
			continue
		}
		place, reason, _ := strings.Cut(head, ": ")
		if strings.TrimSpace(reason) == "" || before == nil || after == nil {
			return nil, fmt.Errorf("equivalents: %q needs a reason, the lines before and the lines after", place)
		}
		file, function, _ := strings.Cut(place, " ")
		list = append(list, equivalent{file, keyOf(file, function, strings.Join(before, "\n"), strings.Join(after, "\n")), reason})
	}
	return list, nil
}

// key tells changes apart by their file, function and lines, so that a change is
// known wherever its lines have moved to in the function, and however far they are indented.
func (s site) key() string { return keyOf(s.file, s.function, s.before, s.after) }

func keyOf(file, function, before, after string) string {
	return strings.Join([]string{file, function, unindented(before), unindented(after)}, "\x00")
}

func unindented(text string) string {
	var lines []string
	for line := range strings.SplitSeq(text, "\n") {
		lines = append(lines, strings.TrimSpace(line))
	}
	return strings.Join(lines, "\n")
}

// asBlock writes a survivor as the file of equivalents has it, to be judged.
func (s site) asBlock() string {
	place := strings.TrimSpace(s.file + " " + s.function)
	return fmt.Sprintf("%s: line %d, %s\n%s%s", place, s.line, s.change, prefixed("-", s.before), prefixed("+", s.after))
}

func prefixed(sign, text string) string {
	return sign + strings.ReplaceAll(text, "\n", "\n"+sign) + "\n"
}
