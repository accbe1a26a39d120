package main

// How far the job has come: a bar where somebody watches a terminal, a line each tenth of the way elsewhere.

import (
	"fmt"
	"io"
	"os"
	"strings"
)

const barWidth = 40

// meter shows how much of a round is done. It belongs to one goroutine.
type meter struct {
	report
	terminal bool

	title       string
	done, total int
	shown       int // the part of the way that is on the screen, in steps
}

func newMeter(out io.Writer) *meter {
	return &meter{report: report{out: out}, terminal: isTerminal(out)}
}

// isTerminal takes any character device for one, which costs a bar in /dev/null at worst.
func isTerminal(out io.Writer) bool {
	file, ok := out.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

func (m *meter) start(title string, total int) {
	m.title, m.total, m.done, m.shown = title, total, 0, 0
}

// step is one more of total. It writes only where that can be seen.
func (m *meter) step() {
	m.done++
	parts := 10
	if m.terminal {
		parts = 100
	}
	part := m.done * parts / m.total
	if part == m.shown {
		return
	}
	m.shown = part
	if !m.terminal {
		m.say("%s: %d of %d", m.title, m.done, m.total)
		return
	}
	full := m.done * barWidth / m.total
	m.write(fmt.Sprintf("\r%s [%s%s] %d/%d", m.title, strings.Repeat("#", full), strings.Repeat(".", barWidth-full), m.done, m.total))
}

// end leaves the terminal on a line of its own.
func (m *meter) end() {
	if m.terminal && m.shown > 0 {
		m.write("\n")
	}
}
