// Package walls holds the module's shape: which package may import which, and how long a file may be. It has tests alone.
package walls
