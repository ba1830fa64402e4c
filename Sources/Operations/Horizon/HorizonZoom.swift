/// How far a horizon looks, and how wide its bars are.
public enum HorizonZoom: String, CaseIterable, Hashable, Sendable {
    /// Ten minutes by ten seconds.
    case tenMinutes = "10m"
    /// An hour by the minute.
    case hour = "60m"
    /// A day by the hour.
    case day = "24h"

    /// How wide a bar is, in milliseconds.
    public var step: Int64 {
        switch self {
        case .tenMinutes: 10_000
        case .hour: 60_000
        case .day: 3_600_000
        }
    }

    /// How many bars there are.
    public var count: Int {
        switch self {
        case .tenMinutes, .hour: 60
        case .day: 24
        }
    }

    /// How far it looks, in milliseconds.
    public var span: Int64 { step * Int64(count) }

    /// The next finer one; nil for the finest.
    public var nearer: HorizonZoom? { neighbour(-1) }

    /// The next coarser one; nil for the coarsest.
    public var farther: HorizonZoom? { neighbour(1) }

    private func neighbour(_ distance: Int) -> HorizonZoom? {
        let all = Self.allCases
        guard let place = all.firstIndex(of: self), all.indices.contains(place + distance) else { return nil }
        return all[place + distance]
    }
}
