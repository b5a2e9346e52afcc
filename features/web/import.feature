@browser
Feature: Handing in a file on the page
  What a file says is so afterwards, however often it is handed in; what is wrong with it is said row by row.

  Background:
    Given Ada keeps the shop
    And Ada has logged in on a page

  # each file has a bad row, so that nothing is taken out which others sell in the same shop
  Scenario: a file of all products, and one of how many there are
    When Ada hands in all products on the page:
      | Rook | 1995  |
      | Crow | cheap |
      | Daw  | 500   |
    Then Ada's page reports "2 changed, 0 as they were, 0 taken out, 1 bad."
    And Ada's page says of line 2 that "Price must be a whole number"
    When Ada hands in the same file again
    Then Ada's page reports "0 changed, 2 as they were, 0 taken out, 1 bad."
    When Ada hands in how many there are on the page:
      | Rook | 3    |
      | Daw  | none |
    Then Ada's page reports "1 changed, 0 as they were, 1 bad."
    And Ada's page says of line 2 that "On hand must be a whole number"
    When Ada hands in the same file again
    Then Ada's page reports "0 changed, 1 as they were, 1 bad."
    And Ada's page was not loaded again
    When a visitor looks through the shop on the page
    Then a visitor's page offers "Rook" for "19.95"
    And a visitor's page offers "Daw" for "5.00"
    And a visitor's page says that "Daw" is sold out
    When a visitor looks at "Rook" on the page
    Then a visitor's page says that "Only 3 left" holds for it
