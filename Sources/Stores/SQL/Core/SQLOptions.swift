public import StoreKit

/// The options that all stores in tables take.
public enum SQLOptions {
    /// With their lines of help.
    public static let common: [StoreAddress.Option] = [
        .init("table", "the table's name, in place of the format's own"),
        .init("poll", "seconds between looks for changes"),
    ]

    /// An engine for an address.
    ///
    /// - Throws: `StoreError` when the address makes no sense.
    public static func engine<Engine: SQLEngine>(
        _ opening: StoreOpening, _ make: (StoreOpening) throws(SQLFailure) -> Engine
    ) throws(StoreError) -> Engine {
        do throws(SQLFailure) {
            return try make(opening)
        } catch {
            let host = opening.address.hosts.first?.name ?? opening.address.path
            throw error.inWords(while: "reading the address", on: "\(opening.address.scheme):\(host)", trial: nil)
        }
    }
}

/// The option `poll`.
public enum PollOption {
    /// Every how many seconds to look for changes.
    public static func seconds(_ address: StoreAddress, default usual: Int) throws(SQLFailure) -> Int {
        guard let text = address[option: "poll"] else { return usual }
        guard let seconds = Int(text), (1...86_400).contains(seconds) else {
            throw .badAddress("poll= takes whole seconds, from 1 to 86400, not '\(text)'")
        }
        return seconds
    }
}
