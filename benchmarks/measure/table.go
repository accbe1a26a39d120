package main

// The table, as Markdown that also reads well on a terminal.

import (
	"fmt"
	"runtime"
	"strings"
	"time"
	"unicode/utf8"
)

// goal is what ours is to reach in the sequential world without a socket; a
// share is of the unit's bytes, 0 where none is named.
type goal struct{ ratio, allocations, share float64 }

// goals are stricter on the oldest Go, whose encoding/json, the unit's, is the slower one.
func goals() [kindCount]goal {
	if goVersion() == oldestGo {
		return [kindCount]goal{get: {0.65, 0, 0}, create: {0.75, 0, 0}, listing: {0.30, 0, 0.40}}
	}
	return [kindCount]goal{get: {0.92, 0, 0}, create: {0.97, 0, 0}, listing: {0.45, 0, 0.40}}
}

// resultsText is the report: how it was measured, the table, and whether any
// other SDK was faster anywhere.
func resultsText(results []figures, t timing) string {
	var text strings.Builder
	unit := results[0][0]
	fmt.Fprintf(&text, "# Results\n\n%s, %s/%s, %d processors, %s. %d rounds of %s slices for a single call, %d of %s for a listing; ratios to %s, medians with quartiles.\n",
		runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(),
		time.Now().UTC().Format(time.DateOnly), t.rounds*singleRounds, t.slice, t.rounds, listingSlices*t.slice, unitName)
	if t.cpu {
		text.WriteString("The figures of one call at a time without a socket are processor time: the machine was busy.\n")
	}
	fmt.Fprintf(&text, "The unit took %s for a get, %s for a create and %s for a listing, without a socket.\n\n",
		duration(unit[get].each), duration(unit[create].each), duration(unit[listing].each))
	writeTable(&text, tableRows(results))
	fmt.Fprintf(&text, "\n%s\n", verdict(results))
	return text.String()
}

func duration(seconds float64) string {
	return time.Duration(seconds * float64(time.Second)).Round(100 * time.Nanosecond).String()
}

func tableRows(results []figures) [][]string {
	header := []string{"where", "candidate"}
	for k := range kindCount {
		header = append(header, k.String(), "allocs", "bytes")
	}
	rows := [][]string{header}
	for i, w := range worlds {
		for j := range candidates {
			row := []string{w.name, candidates[j].name}
			for k := range kindCount {
				row = append(row, results[i][j][k].texts()...)
			}
			if candidates[j].isOurs() {
				row[1] = "**" + row[1] + "**"
			}
			rows = append(rows, row)
		}
		if i == 0 {
			rows = append(rows, goalRow(w.name, results[i][0]))
		}
	}
	return rows
}

func (c cell) texts() []string {
	ratio := fmt.Sprintf("%.2f (%.2f–%.2f)", c.ratio.median, c.ratio.low, c.ratio.high)
	if c.cost == (cost{}) {
		return []string{ratio, "", ""}
	}
	return []string{ratio, fmt.Sprintf("%.0f", c.cost.allocations), fmt.Sprintf("%.0f", c.cost.bytes)}
}

func goalRow(where string, unit [kindCount]cell) []string {
	row := []string{where, "*to reach*"}
	for k, g := range goals() {
		row = append(row, fmt.Sprintf("≤ %.2f", g.ratio), atMost(g.allocations), atMost(g.share*unit[k].cost.bytes))
	}
	return row
}

func atMost(limit float64) string {
	if limit == 0 {
		return ""
	}
	return fmt.Sprintf("≤ %.0f", limit)
}

// writeTable writes the rows, the first of them the header, in columns.
func writeTable(text *strings.Builder, rows [][]string) {
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, field := range row {
			widths[i] = max(widths[i], utf8.RuneCountInString(field))
		}
	}
	for n, row := range rows {
		for i, field := range row {
			fmt.Fprintf(text, "| %-*s ", widths[i], field)
		}
		text.WriteString("|\n")
		if n == 0 {
			for _, width := range widths {
				text.WriteString("|" + strings.Repeat("-", width+2))
			}
			text.WriteString("|\n")
		}
	}
}

// verdict names every column in which another SDK had the lower median.
func verdict(results []figures) string {
	ours := len(candidates) - 1
	var faster []string
	for i, w := range worlds {
		for k := range kindCount {
			for j := range candidates[:ours] {
				if candidates[j].sdk && results[i][j][k].ratio.median < results[i][ours][k].ratio.median {
					faster = append(faster, fmt.Sprintf("%s (%s, %s)", candidates[j].name, w.name, k))
				}
			}
		}
	}
	if faster == nil {
		return "No other SDK was faster in any column of this run."
	}
	return "Faster than " + oursName + " in this run: " + strings.Join(faster, "; ") + "."
}
