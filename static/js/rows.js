// Adds, moves and removes the rows of a table or of cards in place; without it the same buttons save and come back.

const BLANK = /__row__/g;
