package main

// The charts: a bar chart and a line plot, written as SVG by hand, so that
// nothing has to be installed to draw them.

import (
	"bytes"
	"fmt"
	"html"
	"math"
	"runtime"
	"strconv"
)

const (
	textStyle  = `font-family="system-ui, sans-serif" font-size="12" fill="#222"`
	oursColor  = "#0b6e4f"
	otherColor = "#9aa5b1"
	gridColor  = "#d9dee3"

	legendWidth = 220.0 // of a line's name
)

func openSVG(width, height int) *bytes.Buffer {
	chart := &bytes.Buffer{}
	fmt.Fprintf(chart, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %[1]d %[2]d">`+"\n", width, height)
	fmt.Fprintf(chart, `<rect width="100%%" height="100%%" fill="#fff"/>`+"\n")
	return chart
}

func closeSVG(chart *bytes.Buffer) *bytes.Buffer {
	chart.WriteString("</svg>\n")
	return chart
}

func label(chart *bytes.Buffer, x, y float64, anchor, text string) {
	fmt.Fprintf(chart, `<text x="%.1f" y="%.1f" text-anchor="%s" %s>%s</text>`+"\n", x, y, anchor, textStyle, html.EscapeString(text))
}

func segment(chart *bytes.Buffer, x1, y1, x2, y2 float64, color string, width float64) {
	fmt.Fprintf(chart, `<line x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f" stroke="%s" stroke-width="%.1f"/>`+"\n", x1, y1, x2, y2, color, width)
}

// barChart has one panel a call, one bar a candidate, a whisker from quartile to
// quartile, and a line where the unit is.
func barChart(f figures) *bytes.Buffer {
	const (
		left, panel, gap = 200.0, 230.0, 30.0
		top, row         = 56.0, 22.0
	)
	bottom := top + row*float64(len(candidates))
	chart := openSVG(int(left+float64(kindCount)*(panel+gap)), int(bottom)+30)
	label(chart, 12, 20, "start", "Time of a call without a socket, in calls of bare net/http + encoding/json, "+runtime.Version()+" (less is better)")
	for i := range candidates {
		label(chart, left-8, top+row*float64(i)+15, "end", candidates[i].name)
	}
	for k := range kindCount {
		origin, longest := left+float64(k)*(panel+gap), 0.0
		for i := range f {
			longest = max(longest, f[i][k].ratio.high)
		}
		scale := (panel - 40) / longest
		label(chart, origin, top-10, "start", k.String())
		for i := range f {
			ratio, y, color := f[i][k].ratio, top+row*float64(i), otherColor
			if candidates[i].isOurs() {
				color = oursColor
			}
			fmt.Fprintf(chart, `<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f" fill="%s"/>`+"\n", origin, y+3, ratio.median*scale, row-6, color)
			segment(chart, origin+ratio.low*scale, y+row/2, origin+ratio.high*scale, y+row/2, "#444", 1)
			label(chart, origin+ratio.high*scale+5, y+15, "start", fmt.Sprintf("%.2f", ratio.median))
		}
		segment(chart, origin+scale, top-4, origin+scale, bottom+4, "#c0392b", 1)
	}
	return closeSVG(chart)
}

// line is a named series of a plot.
type line struct {
	name   string
	ours   bool
	values []float64
}

// plot is a panel of lines over steps that are evenly spaced, from 0 upwards.
type plot struct {
	title string
	steps []string
	lines []line
}

// linePlots draws plots side by side.
func linePlots(plots ...plot) *bytes.Buffer {
	const width, height = 440, 300
	chart := openSVG(width*len(plots), height)
	for i, p := range plots {
		p.draw(chart, float64(i*width), width, height)
	}
	return closeSVG(chart)
}

func (p plot) draw(chart *bytes.Buffer, origin, width, height float64) {
	left, right, top, bottom := origin+70, origin+width-40, 40.0, height-60
	highest := 0.0
	for _, l := range p.lines {
		for _, value := range l.values {
			highest = max(highest, value)
		}
	}
	highest = roundUp(highest)
	x := func(i int) float64 { return left + (right-left)*float64(i)/float64(max(1, len(p.steps)-1)) }
	y := func(value float64) float64 { return bottom - (bottom-top)*value/highest }
	label(chart, left-50, 20, "start", p.title)
	for i := range 5 {
		value := highest * float64(i) / 4
		segment(chart, left, y(value), right, y(value), gridColor, 1)
		label(chart, left-6, y(value)+4, "end", strconv.FormatFloat(value, 'f', -1, 64))
	}
	for i, step := range p.steps {
		label(chart, x(i), bottom+18, "middle", step)
	}
	for n, l := range p.lines {
		color, offset := otherColor, float64(n)*legendWidth
		if l.ours {
			color = oursColor
		}
		for i, value := range l.values {
			if i > 0 {
				segment(chart, x(i-1), y(l.values[i-1]), x(i), y(value), color, 2)
			}
			fmt.Fprintf(chart, `<circle cx="%.1f" cy="%.1f" r="3" fill="%s"/>`+"\n", x(i), y(value), color)
		}
		segment(chart, left+offset, height-18, left+offset+20, height-18, color, 3)
		label(chart, left+offset+26, height-14, "start", l.name)
	}
}

// roundUp is the next number of one leading digit or a half of one.
func roundUp(value float64) float64 {
	if value <= 0 {
		return 1
	}
	unit := math.Pow(10, math.Floor(math.Log10(value))) / 2
	return math.Ceil(value/unit) * unit
}
