import Glibc
import TerminalKit

/// A colour as light: red, green and blue from 0 to 1, linear.
struct Shade: Equatable {
    let red, green, blue: Double

    init(_ red: Int, _ green: Int, _ blue: Int) {
        let light = { (value: Int) in
            let share = Double(value) / 255
            return share <= 0.040_45 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
        }
        (self.red, self.green, self.blue) = (light(red), light(green), light(blue))
    }

    /// Nil for the terminal's own.
    init?(_ color: Color?) {
        guard let parts = color?.components else { return nil }
        self.init(parts.red, parts.green, parts.blue)
    }

    private init(light red: Double, _ green: Double, _ blue: Double) {
        (self.red, self.green, self.blue) = (min(1, max(0, red)), min(1, max(0, green)), min(1, max(0, blue)))
    }

    /// The relative luminance of WCAG 2.
    var luminance: Double { 0.2126 * red + 0.7152 * green + 0.0722 * blue }

    /// The contrast ratio of WCAG 2, from 1 to 21.
    func contrast(to other: Shade) -> Double {
        (max(luminance, other.luminance) + 0.05) / (min(luminance, other.luminance) + 0.05)
    }

    /// The distance in Oklab; what is 0.02 apart can just be told apart side by side, black and white are 1 apart.
    func distance(to other: Shade) -> Double {
        let (one, two) = (lab, other.lab)
        return sqrt(pow(one.0 - two.0, 2) + pow(one.1 - two.1, 2) + pow(one.2 - two.2, 2))
    }

    private var lab: (Double, Double, Double) {
        let long = cbrt(0.412_221_470_8 * red + 0.536_332_536_3 * green + 0.051_445_992_9 * blue)
        let middle = cbrt(0.211_903_498_2 * red + 0.680_699_545_1 * green + 0.107_396_956_6 * blue)
        let short = cbrt(0.088_302_461_9 * red + 0.281_718_837_6 * green + 0.629_978_700_5 * blue)
        return (
            0.210_454_255_3 * long + 0.793_617_785_0 * middle - 0.004_072_046_8 * short,
            1.977_998_495_1 * long - 2.428_592_205_0 * middle + 0.450_593_709_9 * short,
            0.025_904_037_1 * long + 0.782_771_766_2 * middle - 0.808_675_766_0 * short
        )
    }

    /// The colour as somebody sees it whose eyes lack the receptors for green, after Machado, Oliveira and Fernandes.
    var forDeuteranopia: Shade {
        Shade(
            light: 0.367_322 * red + 0.860_646 * green - 0.227_968 * blue,
            0.280_085 * red + 0.672_501 * green + 0.047_413 * blue,
            -0.011_820 * red + 0.042_940 * green + 0.968_881 * blue)
    }
}
