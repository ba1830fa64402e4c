/// Something the shop sells.
struct DemoGoods: Hashable, Sendable {
    /// Its number in the stock.
    let sku: String
    /// Its name.
    let title: String
    /// Its price, as it is written.
    let price: String

    /// The stock.
    static let all = [
        DemoGoods(sku: "B-1042", title: "Atlas of Rivers", price: "38.00"),
        DemoGoods(sku: "B-2210", title: "Bread, Slowly", price: "24.50"),
        DemoGoods(sku: "L-0077", title: "Reading lamp", price: "61.90"),
        DemoGoods(sku: "L-0105", title: "Storm lantern", price: "44.00"),
        DemoGoods(sku: "T-0900", title: "Enamel teapot", price: "33.20"),
        DemoGoods(sku: "G-3001", title: "Gift card", price: "50.0"),
    ]

    /// It as a line of a cart.
    var value: DemoValue {
        .object([("sku", .text(sku)), ("title", .text(title)), ("price", .decimal(price)), ("quantity", .number(1))])
    }
}
