/** Loaded into a step before its own code: its clock shows another time, from the start on or after a while. */
const aheadMs = Number(process.env['CLOCK_AHEAD_MS'])
const afterMs = Number(process.env['CLOCK_SET_AFTER_MS'] ?? 0)
const RealDate = Date
const realNow = Date.now.bind(Date)
const start = realNow()
const now = () => realNow() + (realNow() - start >= afterMs ? aheadMs : 0)

globalThis.Date = class extends RealDate {
  constructor(...values) {
    if (values.length === 0) super(now())
    else super(...values)
  }

  static now() {
    return now()
  }
}
