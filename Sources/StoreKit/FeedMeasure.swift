/// What following changes costs the store, and how late it makes us.
public struct FeedMeasure: Hashable, Sendable {
    /// The longest that a change stays unknown, in milliseconds: the pause between two looks, and the look itself.
    public var lag: Int64
    /// The part of the store's time that looking takes, from 0 to 1.
    public var share: Double

    /// Creates a measure.
    public init(lag: Int64, share: Double) {
        self.lag = lag
        self.share = share
    }

    /// In a few characters: "lag<2.1s 0.4%", "lag<38s 5%".
    public var label: String {
        let permille = Int((share * 1000).rounded(.up))
        let percent = permille < 10 ? "\(permille == 0 ? "0" : "0.\(permille)")%" : "\((permille + 5) / 10)%"
        let tenths = (max(0, lag) + 99) / 100
        let seconds = tenths < 100 ? "\(tenths / 10).\(tenths % 10)" : "\((tenths + 9) / 10)"
        return "lag<\(seconds)s \(percent)"
    }
}
