package backend

// The near miss: of the routes that there are, the one that an unknown route was most likely meant to be.

import (
	"cmp"
	"strings"
	"unicode/utf8"
)

const (
	// maxCompared is how much of an unknown route is compared with those that there are, all of which are shorter.
	maxCompared = 128
	// slips is how many letters are wrong by a slip of the hand. What has more wrong is first taken for a path with a value in
	// the place of a parameter.
	slips = 2
)

// NearestRoute is the route that was most likely meant by a name that is none: one that it matches but for a slip, or as a
// method and a path, or else takes the fewest changes to become. It is empty if nothing is close.
func NearestRoute(name string) string {
	name = name[:min(len(name), maxCompared)]
	nearest, fewest := "", utf8.RuneCountInString(name)/3+1 // with a third of it changed, it is another route
	for i := range routeTable {
		route := &routeTable[i]
		for _, spelled := range []string{route.name(), route.path} {
			if n := changes(comparable(name), comparable(spelled)); n < fewest {
				nearest, fewest = route.name(), n
			}
		}
	}
	if fewest <= slips {
		return nearest
	}
	method, path, _ := strings.Cut(name, " ")
	return cmp.Or(matching(method, path), nearest)
}

// matching is the route that a method and a path match with a text in the place of each parameter, but for slashes that are
// too many: a base URL that ends in one, or a client that adds one.
func matching(method, path string) string {
	slash := func(c rune) bool { return c == '/' }
	segments, proper := splitPath("/" + strings.Join(strings.FieldsFunc(path, slash), "/"))
	for i := range routeTable {
		if r := &routeTable[i]; proper && r.method == method && r.covers(segments) {
			return r.name()
		}
	}
	return ""
}

// comparable is a route in which case does not count and every parameter is the same.
func comparable(route string) []rune {
	parts := strings.Split(strings.ToLower(route), "/")
	for i, part := range parts {
		if strings.HasPrefix(part, "{") || strings.HasPrefix(part, ":") {
			parts[i] = "{}"
		}
	}
	return []rune(strings.Join(parts, "/"))
}

// changes counts the letters that have to be added, removed or replaced to make one text of another (Levenshtein).
func changes(from, to []rune) int {
	row := make([]int, len(to)+1)
	for j := range row {
		row[j] = j
	}
	for i, a := range from {
		diagonal := row[0]
		row[0] = i + 1
		for j, b := range to {
			replaced := diagonal
			if a != b {
				replaced++
			}
			diagonal = row[j+1]
			row[j+1] = min(replaced, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(to)]
}
