package main

// What each library is answered with: bodies of one size in each vendor's own
// shape, the same for the null transport and for the server.

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

const (
	partnerDialect = "partner"
	godoDialect    = "godo"
	gitlabDialect  = "gitlab"
	githubDialect  = "github"
	stripeDialect  = "stripe"
	openaiDialect  = "openai"
	clerkDialect   = "clerk"
)

// dialect is one vendor's answers.
type dialect struct {
	object   []byte
	created  []byte
	pages    [pageCount][]byte
	headers  [pageCount]http.Header
	listPath string        // a GET of a path that ends so is a listing
	cursor   string        // the query parameter that names a page, with its "="
	page     func(int) int // which page the number in the cursor means
}

func byItems(seen int) int    { return seen / itemsPerPage }
func byNumber(number int) int { return number - 1 }

// kindOf says which call a request is, and of which page. It allocates nothing,
// so that the null transport adds nothing.
func (d *dialect) kindOf(request *http.Request) (kind, int) {
	switch {
	case request.Method == http.MethodPost:
		return create, 0
	case !strings.HasSuffix(request.URL.Path, d.listPath):
		return get, 0
	}
	query := "&" + request.URL.RawQuery
	_, value, found := strings.Cut(query, "&"+d.cursor)
	if !found {
		return listing, 0
	}
	value, _, _ = strings.Cut(value, "&")
	number, err := strconv.Atoi(strings.TrimLeft(value, "abcdefghijklmnopqrstuvwxyz_"))
	if err != nil || d.page(number) < 0 || d.page(number) >= pageCount {
		return listing, 0
	}
	return listing, d.page(number)
}

// answer is the status, header and body of a request.
func (d *dialect) answer(request *http.Request) (int, http.Header, []byte) {
	switch k, page := d.kindOf(request); k {
	case create:
		return http.StatusCreated, jsonHeader, d.created
	case get:
		return http.StatusOK, jsonHeader, d.object
	default:
		return http.StatusOK, d.headers[page], d.pages[page]
	}
}

var jsonHeader = http.Header{"Content-Type": {"application/json"}}

// vendor is a dialect as it is written down: how an object looks and how it is wrapped.
type vendor struct {
	dialect
	item   string                              // with {n} for a number, {id} for an id, {filler} for what makes up the size
	wrap   string                              // around one object, {item} within; "" for the bare object
	paged  string                              // around a page, {items}, {next} and {more} within
	next   func(page int) string               // what a page says of the next
	header func(page int) (name, value string) // a header of a page; nil for none
}

const (
	partnerObject = `{"id":"` + objectID + `","email":"ada.lovelace@example.com","twitterUsername":"ada_lovelace",` +
		`"walletAddress":"0x71C7656EC7ab88b098defB751B7401B5f6d8976F","createdAt":"2023-01-15T12:00:00.000Z",` +
		`"updatedAt":"2024-03-20T08:30:15.250Z","payId":{"id":"0b1f6f2c-5a43-4e0e-8f53-6f0f6c2e9b11","name":"adalovelace"}}`
	partnerCreated = `{"id":"` + objectID + `","email":"ada.lovelace@example.com","twitterUsername":"ada_lovelace",` +
		`"walletAddress":"0x71C7656EC7ab88b098defB751B7401B5f6d8976F","createdAt":"2023-01-15T12:00:00.000Z"}`
	partnerWrap = `{"success":true,"data":{item},"meta":{}}`
	portalUser  = `{"id":"7f9c24e8-3b0f-4ad5-9c1e-2d6a5b{n}","first_name":"Augusta","last_name":"Lovelace",` +
		`"email":"augusta.{n}@example.com","last_logged_at":"2024-03-20T08:30:15.250Z"}`
)

// The sizes that every vendor's bodies are brought to.
var (
	objectSize  = len(strings.Replace(partnerWrap, "{item}", partnerObject, 1))
	createdSize = len(strings.Replace(partnerWrap, "{item}", partnerCreated, 1))
	itemSize    = len(strings.ReplaceAll(portalUser, "{n}", "000000"))
)

var dialects = map[string]*dialect{
	partnerDialect: partner(),
	godoDialect: vendor{
		dialect: dialect{listPath: "/projects", cursor: "page=", page: byNumber},
		item:    `{"id":"{id}","owner_id":{n},"name":"ada","environment":"dev","is_default":true,"created_at":"2024-03-20T08:30:15Z","description":"{filler}"}`,
		wrap:    `{"project":{item}}`,
		paged:   `{"projects":[{items}],"links":{{next}},"meta":{"total":1000}}`,
		next: ifMore(func(page int) string {
			return fmt.Sprintf(`"pages":{"next":"https://bench.invalid/v2/projects?page=%d&per_page=100"}`, page+2)
		}),
	}.made(),
	gitlabDialect: vendor{
		dialect: dialect{listPath: "/users", cursor: "page=", page: byNumber},
		item:    `{"id":{n},"username":"ada","email":"ada@example.com","name":"Ada","state":"active","created_at":"2024-03-20T08:30:15Z","bio":"{filler}"}`,
		paged:   `[{items}]`,
		header: func(page int) (string, string) {
			return "X-Next-Page", ifMore(func(page int) string { return strconv.Itoa(page + 2) })(page)
		},
	}.made(),
	githubDialect: vendor{
		dialect: dialect{listPath: "/users", cursor: "since=", page: byItems},
		item:    `{"login":"ada","id":{n},"name":"Ada","email":"ada@example.com","type":"User","created_at":"2024-03-20T08:30:15Z","bio":"{filler}"}`,
		paged:   `[{items}]`,
	}.made(),
	stripeDialect: vendor{
		dialect: dialect{listPath: "/customers", cursor: "starting_after=", page: byItems},
		item:    `{"id":"cus_{n}","object":"customer","created":1710923415,"email":"ada@example.com","name":"Ada","phone":"","description":"{filler}"}`,
		paged:   `{"object":"list","url":"/v1/customers","has_more":{more},"data":[{items}]}`,
	}.made(),
	openaiDialect: vendor{
		dialect: dialect{listPath: "/batches", cursor: "after=", page: byItems},
		item:    `{"id":"batch_{n}","object":"batch","endpoint":"/v1/responses","status":"completed","created_at":1710923415,"input_file_id":"{filler}"}`,
		paged:   `{"object":"list","has_more":{more},"data":[{items}]}`,
	}.made(),
	clerkDialect: vendor{
		dialect: dialect{listPath: "/organizations", cursor: "offset=", page: byItems},
		item:    `{"id":"org_{n}","object":"user","username":"ada","first_name":"Ada","created_at":1710923415,"image_url":"{filler}"}`,
		paged:   `{"data":[{items}],"total_count":1000}`,
	}.made(),
}

// partner is the dialect that everything else is measured by: nothing in it is filler.
func partner() *dialect {
	d := &dialect{listPath: "/partner-portals/portal_1/users", cursor: "after=", page: byItems}
	d.object = []byte(strings.Replace(partnerWrap, "{item}", partnerObject, 1))
	d.created = []byte(strings.Replace(partnerWrap, "{item}", partnerCreated, 1))
	after := ifMore(func(page int) string { return fmt.Sprintf(`"after":"u%06d"`, (page+1)*itemsPerPage) })
	for page := range pageCount {
		items := make([]string, itemsPerPage)
		for i := range items {
			items[i] = strings.ReplaceAll(portalUser, "{n}", number(page, i))
		}
		d.pages[page] = fmt.Appendf(nil, `{"data":[%s],"paging":{"next":{%s}}}`, strings.Join(items, ","), after(page))
		d.headers[page] = jsonHeader
	}
	return d
}

// made builds the bodies, each brought to the common size.
func (v vendor) made() *dialect {
	d := v.dialect
	wrap := v.wrap
	if wrap == "" {
		wrap = "{item}"
	}
	d.object = []byte(fit(strings.Replace(wrap, "{item}", v.numbered(0, 0), 1), objectSize))
	d.created = []byte(fit(strings.Replace(wrap, "{item}", v.numbered(0, 0), 1), createdSize))
	for page := range pageCount {
		items := make([]string, itemsPerPage)
		for i := range items {
			items[i] = fit(v.numbered(page, i), itemSize)
		}
		next := ""
		if v.next != nil {
			next = v.next(page)
		}
		d.pages[page] = []byte(strings.NewReplacer(
			"{items}", strings.Join(items, ","), "{next}", next, "{more}", strconv.FormatBool(page < pageCount-1),
		).Replace(v.paged))
		d.headers[page] = jsonHeader
		if v.header != nil {
			name, value := v.header(page)
			d.headers[page] = http.Header{"Content-Type": jsonHeader["Content-Type"], name: {value}}
		}
	}
	return &d
}

// numbered is an item with its number in the places that hold one; numbers in
// JSON have no leading zeros.
func (v vendor) numbered(page, i int) string {
	plain := strconv.Itoa(1000000 + page*itemsPerPage + i + 1)[1:]
	item := strings.ReplaceAll(v.item, "_{n}", "_"+plain)
	return strings.NewReplacer("{n}", strconv.Itoa(page*itemsPerPage+i+1), "{id}", objectID).Replace(item)
}

func number(page, i int) string { return fmt.Sprintf("%06d", page*itemsPerPage+i+1) }

// fit puts as much filler in as brings a body to its size.
func fit(body string, size int) string {
	missing := size - len(strings.Replace(body, "{filler}", "", 1))
	return strings.Replace(body, "{filler}", strings.Repeat("x", max(0, missing)), 1)
}

// ifMore is empty on the last page.
func ifMore(text func(page int) string) func(int) string {
	return func(page int) string {
		if page == pageCount-1 {
			return ""
		}
		return text(page)
	}
}
