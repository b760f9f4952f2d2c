/** Seeds of the scenarios. Nothing of a detector may be chosen by what it does on the final ones: they are for its printed figures. */
export const seeds = {
  tuning: [
    1, 2, 3, 41, 42, 43, 44, 71, 72, 73, 74, 101, 102, 103, 104, 201, 202, 203, 204, 301, 302, 303, 304, 305, 306, 307, 308, 401,
    402, 403, 404, 405, 406, 407, 408, 501, 502, 503, 504, 505, 506, 507, 508, 601, 602, 603, 604, 605, 606, 607, 608, 701, 702,
    703, 704, 705, 706, 707, 708, 801, 802, 803, 804, 805, 806, 807, 808,
  ],
  final: [901, 902, 903, 904, 905, 906, 907, 908],
} as const

export type SeedSet = keyof typeof seeds
