public import SessionModel

extension Horizon {
    /// The members of the document that the command line prints, in their order.
    public var json: [JSONValue.Member] {
        [
            .init("at", .optional(start)),
            .init("span", .seconds(milliseconds: zoom.span)),
            .init("step", .seconds(milliseconds: zoom.step)),
            .init("live", .integer(Int64(live))),
            .init("bars", .array(bars.indices.map(bar))),
            .init("peak", peak.map(bar) ?? .null),
            .init("later", .integer(Int64(later))),
            .init("never", .integer(Int64(never))),
            .init("expired", .integer(Int64(passed))),
            .init("unknown", .integer(Int64(unknown))),
        ]
    }

    private func bar(_ place: Int) -> JSONValue {
        [
            "after": .optional(start(of: place)), "until": .optional(end(of: place)),
            "sessions": .integer(Int64(bars[place])),
        ]
    }
}

extension WhatIf {
    /// The what-if as the command line prints it.
    public func json(_ zoom: HorizonZoom) -> JSONValue {
        let horizon = horizon(zoom)
        return [
            "lifetime": .seconds(milliseconds: lifetime),
            "sessions": .integer(Int64(count)),
            "ends_now": .integer(Int64(endsNow)),
            "bars": .array(horizon.bars.map { .integer(Int64($0)) }),
            "later": .integer(Int64(horizon.later)),
            "reckoned": .integer(Int64(reckoned)),
            "unknown": .integer(Int64(unknown)),
        ]
    }
}
