//! Where the lines of a paragraph break: the choice with the least cost. Lines should come
//! close to the goal and differ little from the one before; they should end with sentences and
//! not within what belongs together.

/// A word, and what follows it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Word {
    /// Where it starts in the paragraph's text.
    pub(crate) start: usize,
    pub(crate) len: usize,
    /// Columns of blanks behind it.
    pub(crate) space: usize,
    /// Does it begin with an opening bracket or quote?
    pub(crate) opens: bool,
    /// Does it end with punctuation?
    pub(crate) punctuated: bool,
    /// Does it end with a period, maybe within quotes or brackets?
    pub(crate) period: bool,
    /// Does a sentence end with it?
    pub(crate) ends_sentence: bool,
    /// The best line that starts with it: its length, and the word that starts the next one.
    pub(crate) line_len: usize,
    pub(crate) next_line: usize,
    /// The cost of all lines from here on.
    pub(crate) cost: i64,
}

impl Word {
    /// Looks at how a word begins and ends.
    pub(crate) fn classify(&mut self, text: &[u8]) {
        let Some((&first, &last)) = text.first().zip(text.last()) else {
            return;
        };
        // As strchr(3) finds it, NUL is one of any characters.
        self.opens = b"(['`\"\0".contains(&first);
        self.punctuated = last.is_ascii_punctuation();
        let closing = text[1..].iter().rev();
        let closing = closing.take_while(|byte| b")]'\"\0".contains(byte)).count();
        self.period = b".?!\0".contains(&text[text.len() - 1 - closing]);
    }
}

/// What lines may be like.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shape {
    /// The most and the best number of columns.
    pub(crate) width: usize,
    pub(crate) goal: usize,
    /// The indentation of the first line, and of the others.
    pub(crate) first_indent: usize,
    pub(crate) other_indent: usize,
    /// The length of the line before the first, if it is of this paragraph.
    pub(crate) previous_len: usize,
}

// Costs are squares: of tenths of columns, or of what is as bad as so many.
const PER_LINE: i64 = square(70);
const AFTER_ABBREVIATION: i64 = square(600);
const SENTENCE_BONUS: i64 = square(50);
const PUNCTUATION_BONUS: i64 = square(40);
const OPENING_BONUS: i64 = square(40);

const fn square(n: i64) -> i64 {
    n * n
}

/// The cost of a line that is so far from the goal.
fn off_goal(len: usize, goal: usize) -> i64 {
    // Limited, so that sums of many fit.
    square(len.abs_diff(goal).min(1_000_000) as i64 * 10)
}

/// The cost of two lines in a row of such lengths.
fn ragged(len: usize, next: usize) -> i64 {
    off_goal(len, next) / 2
}

/// The cost of a last word of a sentence that starts a line.
fn orphan(len: usize) -> i64 {
    square(150) / (len as i64 + 2)
}

/// The cost of a first word of a sentence that ends a line.
fn widow(len: usize) -> i64 {
    square(200) / (len as i64 + 2)
}

/// Finds the best line for each word to start, the last first.
pub(crate) fn find(words: &mut [Word], shape: &Shape) {
    let end = words.len();
    for start in (0..end).rev() {
        let is_first = start == 0 && shape.previous_len > 0;
        let mut best = (i64::MAX, start + 1, 0);
        let mut space = words[start].space;
        let mut len = words[start].len;
        len += if start == 0 {
            shape.first_indent
        } else {
            shape.other_indent
        };
        // The line may end before each of the words that follow, as long as they fit.
        let mut fits = true;
        for (next, word) in (start + 1..).zip(&words[start + 1..]) {
            let mut cost = word.cost + off_goal(len, shape.goal);
            if word.next_line < end {
                cost += ragged(len, word.line_len);
            }
            if is_first {
                cost += ragged(len, shape.previous_len);
            }
            if cost < best.0 {
                best = (cost, next, len);
            }
            len += space + word.len;
            space = word.space;
            fits = len <= shape.width;
            if !fits {
                break;
            }
        }
        if fits {
            // The last line may be as short as it is.
            let cost = if is_first {
                ragged(len, shape.previous_len)
            } else {
                0
            };
            if cost < best.0 {
                best = (cost, end, len);
            }
        }
        let cost = best.0 + starting(words, start);
        let word = &mut words[start];
        (word.cost, word.next_line, word.line_len) = (cost, best.1, best.2);
    }
}

/// The cost of a line that starts with word `start`, whatever else it holds.
fn starting(words: &[Word], start: usize) -> i64 {
    let word = &words[start];
    let mut cost = PER_LINE;
    if let Some(previous) = start.checked_sub(1).map(|i| &words[i]) {
        if previous.period {
            cost += if previous.ends_sentence {
                -SENTENCE_BONUS
            } else {
                AFTER_ABBREVIATION
            };
        } else if previous.punctuated {
            cost -= PUNCTUATION_BONUS;
        } else if start > 1 && words[start - 2].ends_sentence {
            cost += widow(previous.len);
        }
    }
    if word.opens {
        cost -= OPENING_BONUS;
    } else if word.ends_sentence {
        cost += orphan(word.len);
    }
    cost
}
