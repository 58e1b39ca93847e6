/*
 * What `cron-parser` asks of the six fields of an expression when it searches: themselves. Our builds put this module in
 * place of its own collection, most of which writes fields back as text and changes one of them, which we never ask. Its one judgement,
 * that a day which no month has is refused, `compileCron` has made before; test/recurring/luxon-utc.test.ts holds both to it.
 */

/** The fields of one expression, as they were given. */
export class CronFieldCollection {
  constructor(fields: object) {
    Object.assign(this, fields);
  }
}
