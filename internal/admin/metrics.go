package admin

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
)

// Metrics counts what happens to readers. The values of its labels are those it was
// made with: nothing that a stranger sends ever becomes one.
//
// A counter of something that has not happened yet is 0, since that is known; what is
// not known, such as how long a first frame takes before there was one, has no value.
// That a metric is missing and that it is zero are two things, as the post
// the-metric-dropped-the-cat-was-fine has it.
type Metrics struct {
	registry   *prometheus.Registry
	open       *prometheus.GaugeVec
	entered    *prometheus.CounterVec
	refused    *prometheus.CounterVec
	draining   prometheus.Gauge
	unaccepted prometheus.Counter
	handshake  prometheus.Histogram
	firstFrame prometheus.Histogram

	requests map[string]prometheus.Counter // of the web door, by kind and code
	sent     prometheus.Counter
	request  prometheus.Histogram
}

// Sources are what is counted, and who knows it.
type Sources struct {
	Doors  []string // that sessions take
	Causes []string // that something is refused for

	// WebKinds and WebCodes are what requests of the web door are answered with.
	// Connections returns how many are open there, by state: the states are the same at
	// every call.
	WebKinds, WebCodes []string
	Connections        func() map[string]int

	Cache func() Cache // how the cache of laid out posts does; asked for every scrape

	Dropped  func() uint64 // lines of the log that were not written
	Problems func() int    // in the content, at the last reading

	// Changes counts what authors have done, by what it was: the words are the same at every call.
	Changes func() map[string]int64
	// Trash is how many bytes the trash of authors has, which nobody knows before the first of them comes.
	Trash func() (bytes int64, known bool)
}

// Cache is how a cache has done so far, and what it holds.
type Cache struct {
	Hits, Misses uint64
	Bytes        int
}

// NewMetrics makes the metrics.
func NewMetrics(from Sources) *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		open: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "pete_sessions", Help: "Sessions that are open now.",
		}, []string{"door"}),
		entered: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "pete_sessions_total", Help: "Sessions since the start.",
		}, []string{"door"}),
		refused: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "pete_refused_total", Help: "Connections and sessions that were turned away.",
		}, []string{"cause"}),
		unaccepted: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "pete_accept_errors_total", Help: "Connections that could not be accepted, such as for a lack of descriptors.",
		}),
		draining: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "pete_connections_draining",
			Help: "Closed connections that are still being emptied. More than a few that stay are a leak.",
		}),
		handshake: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "pete_handshake_seconds", Help: "From a connection's accept to the end of its handshake.",
			Buckets: []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10},
		}),
		firstFrame: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "pete_first_frame_seconds", Help: "From a visit's beginning to its first frame.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1},
		}),
	}
	web := prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "pete_web_requests_total", Help: "Requests that were answered over HTTP.",
	}, []string{"kind", "code"})
	m.sent = prometheus.NewCounter(prometheus.CounterOpts{
		Name: "pete_web_bytes_total", Help: "What was sent over HTTP, without headers.",
	})
	m.request = prometheus.NewHistogram(prometheus.HistogramOpts{
		Name: "pete_web_seconds", Help: "From a request's header to the end of its answer.",
		Buckets: []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10},
	})
	m.requests = map[string]prometheus.Counter{}
	for _, kind := range from.WebKinds {
		for _, code := range from.WebCodes {
			m.requests[kind+code] = web.WithLabelValues(kind, code)
		}
	}
	for _, door := range from.Doors {
		m.open.WithLabelValues(door)
		m.entered.WithLabelValues(door)
	}
	for _, cause := range from.Causes {
		m.refused.WithLabelValues(cause)
	}
	m.registry.MustRegister(
		collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		web, m.sent, m.request, connections{from},
		m.open, m.entered, m.refused, m.draining, m.unaccepted, m.handshake, m.firstFrame,
		counted("pete_render_cache_hits_total", "Posts that were asked for and laid out already.",
			func() uint64 { return from.Cache().Hits }),
		counted("pete_render_cache_misses_total", "Posts that had to be laid out.",
			func() uint64 { return from.Cache().Misses }),
		counted("pete_log_dropped_total", "Lines of the log that were dropped: stderr does not take them.", from.Dropped),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "pete_content_problems", Help: "What is wrong with the content: pete check lists it.",
		}, func() float64 { return float64(from.Problems()) }),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "pete_render_cache_bytes", Help: "What the posts that are kept laid out take.",
		}, func() float64 { return float64(from.Cache().Bytes) }),
		authors{from},
	)
	return m
}

var (
	changes = prometheus.NewDesc("pete_changes_total", "What authors have done, or what was refused to them.", []string{"what"}, nil)
	trash   = prometheus.NewDesc("pete_trash_bytes", "What the versions in the trash take.", nil, nil)
)

var webConnections = prometheus.NewDesc("pete_web_connections", "Connections over HTTP that are open now.", []string{"state"}, nil)

// connections collects how many connections are open.
type connections struct{ from Sources }

// Describe implements [prometheus.Collector].
func (connections) Describe(to chan<- *prometheus.Desc) { to <- webConnections }

// Collect implements [prometheus.Collector].
func (c connections) Collect(to chan<- prometheus.Metric) {
	for state, n := range c.from.Connections() {
		to <- prometheus.MustNewConstMetric(webConnections, prometheus.GaugeValue, float64(n), state)
	}
}

// authors collects what authors have done.
type authors struct{ from Sources }

// Describe implements [prometheus.Collector].
func (authors) Describe(to chan<- *prometheus.Desc) {
	to <- changes
	to <- trash
}

// Collect implements [prometheus.Collector].
func (a authors) Collect(to chan<- prometheus.Metric) {
	for what, n := range a.from.Changes() {
		to <- prometheus.MustNewConstMetric(changes, prometheus.CounterValue, float64(n), what)
	}
	if bytes, known := a.from.Trash(); known {
		to <- prometheus.MustNewConstMetric(trash, prometheus.GaugeValue, float64(bytes))
	}
}

// counted returns a counter whose value is counted elsewhere.
func counted(name, help string, count func() uint64) prometheus.Collector {
	return prometheus.NewCounterFunc(prometheus.CounterOpts{Name: name, Help: help},
		func() float64 { return float64(count()) })
}

// HandshakeDone observes how long a handshake took.
func (m *Metrics) HandshakeDone(took time.Duration) { m.handshake.Observe(took.Seconds()) }

// FirstFrame observes how long a first frame took.
func (m *Metrics) FirstFrame(took time.Duration) { m.firstFrame.Observe(took.Seconds()) }

// Refused counts what was turned away.
func (m *Metrics) Refused(cause, _ string) { m.refused.WithLabelValues(cause).Inc() }

// AcceptFailed counts a connection that could not be accepted.
func (m *Metrics) AcceptFailed() { m.unaccepted.Inc() }

// Answered counts a request of the web door.
func (m *Metrics) Answered(kind, code string, bytes int64, took time.Duration) {
	m.requests[kind+code].Inc()
	m.sent.Add(float64(bytes))
	m.request.Observe(took.Seconds())
}

// Draining adds to the number of closed connections that are being emptied.
func (m *Metrics) Draining(by int) { m.draining.Add(float64(by)) }

// Entered counts a session that begins.
func (m *Metrics) Entered(door string) {
	m.open.WithLabelValues(door).Inc()
	m.entered.WithLabelValues(door).Inc()
}

// Left counts a session that has ended.
func (m *Metrics) Left(door string) { m.open.WithLabelValues(door).Dec() }
