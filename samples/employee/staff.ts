import { dayBefore } from "../shared/exports.ts";
import { ascii, familyName, iban } from "../shared/names.ts";
import type { Random } from "../shared/random.ts";
import { type Take, taker } from "../shared/taker.ts";

/** Somebody of the company, as HR has them before the story begins. */
export interface Employee {
  /** From 1; the key of HR, and what the numbers of the other systems are made of. */
  readonly id: number;
  readonly name: string;
  readonly email: string;
  readonly department: string;
  /** Whom they report to; `null` for the head of all. */
  readonly manager: number | null;
  /** 1 to 4, so that there is one above. */
  readonly grade: number;
  readonly hiredOn: string;
  readonly iban: string;
}

/** What changes in the story, and what is wrong where, on purpose. Nobody is in two lists. */
export interface Plan {
  /** Hired, and not there yet. */
  readonly futureHires: readonly Employee[];
  /** A grade and a salary more from next month on, in HR and payroll. */
  readonly raised: readonly Employee[];
  /** The same, and payroll has not entered it: that differs from the day on. */
  readonly raisedInHrAlone: readonly Employee[];
  /** A grade more since three months ago, entered now, in HR and payroll. */
  readonly raisedBackDated: readonly Employee[];
  /** Renamed in HR; the directory has the old name. */
  readonly renamed: readonly Employee[];
  /** Report to the head of all since last week; the directory has not heard. */
  readonly transferred: readonly Employee[];
  /** Someone at the service desk moved them to another department. */
  readonly movedInDirectory: readonly Employee[];
  /** Reports to one of their own: that cannot be. */
  readonly circle: readonly Employee[];
}

export const staffCount = 300;
const teamSize = 8;
const departments = ["Sales", "Production", "Logistics", "Finance", "Engineering"];
const givenNames = [
  "Ana",
  "Ben",
  "Dara",
  "Finn",
  "Gül",
  "Alexandra Katharina",
  "Hana",
  "Kim",
  "Maximilian Theodor",
];

/** The staff, the head of all first; each has up to eight people below. */
export function makeStaff(random: Random, lastDay: string): readonly Employee[] {
  return Array.from({ length: staffCount }, (_, i) => {
    const name = `${random.pick(givenNames)} ${familyName(random)}`;
    return {
      id: i + 1,
      name,
      email: `${ascii(name)}.${i + 1}@example.org`,
      department: random.pick(departments),
      manager: i === 0 ? null : Math.floor((i - 1) / teamSize) + 1,
      grade: 1 + random.below(4),
      hiredOn: dayBefore(lastDay, 400 + random.below(3000)),
      iban: iban("DE", i + 1),
    };
  });
}

export function makePlan(staff: readonly Employee[], random: Random): Plan {
  const take: Take<Employee> = taker(staff, random);
  const below = ({ id }: Employee) => id > 2 * teamSize * teamSize;
  const head = staff.find(({ id }) => id === 2);
  return {
    futureHires: take(10, below),
    raised: take(25, below),
    raisedInHrAlone: take(4, below),
    raisedBackDated: take(6, below),
    renamed: take(8, below),
    transferred: take(7, below),
    movedInDirectory: take(5, below),
    circle: head === undefined ? [] : [head],
  };
}

/** Whether somebody is of a list. */
export function isAmong(list: readonly Employee[], { id }: Employee): boolean {
  return list.some((one) => one.id === id);
}
