internal import SessionModel
import Configuration
import StoreKit

/// Drivers that open nothing, for parsers that only ask for schemes and options.
let drivers = [
    driver(["file"], options: ["lifetime", "depth"]),
    driver(
        ["redis", "rediss", "redis+unix", "redis+sentinel", "redis+cluster", "valkey", "valkeys", "valkey+unix"],
        options: ["prefix", "ca", "cert", "key", "insecure", "db"]),
    driver(["mongodb"], options: ["collection", "*"]),
    driver(["memcached"], options: ["prefix"]),
    driver(["sqlite"], options: ["table"]),
    driver(["postgresql"], options: ["table"]),
    driver(["mysql"], options: ["table"]),
    driver(["mssql"], options: ["table"]),
    driver(["firebird"], options: ["table"]),
    driver(["node"], options: []),
]

let parser = StoreAddressParser(drivers: drivers)

private func driver(_ schemes: [String], options: [String]) -> StoreDriver {
    StoreDriver(
        schemes: schemes, kind: .keyValue, summary: "", example: "",
        options: options.map { StoreAddress.Option($0, "") }
    ) { opening throws(StoreError) in
        throw StoreError(.failed, while: "opening", on: opening.address.scheme, detail: "It opens nothing.")
    }
}
