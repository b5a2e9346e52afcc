@browser
Feature: A channel's page
  What is on, what is asked and what is said stands there, and changes while one looks.

  Background:
    Given Ada opens a channel with "rooks, soon"

  Scenario: two people talk
    Given Bob has logged in on a page
    And Cleo has logged in on a page
    And Bob looks at the channel of Ada on the page
    And Cleo looks at the channel of Ada on the page
    When Bob says "are they back?" on the page
    Then Cleo's page shows "are they back?" in the room
    When Cleo begins to say "they are" on the page
    Then Bob's page shows that Cleo is writing
    When Cleo says it
    Then Bob's page shows "they are" in the room
    And Bob's page shows that nobody is writing
    And Bob's page was not loaded again

  Scenario: whoever comes later reads what was said, and what is taken away is gone
    Given Bob chats "eggs!" in the channel of Ada
    And Cleo chats "caw" in the channel of Ada
    When a visitor looks at the channel of Ada on the page
    Then a visitor's page shows "eggs!" in the room
    When Ada takes "eggs!" out of the channel of Ada
    Then a visitor's page no longer shows "eggs!" in the room
    And a visitor's page shows "caw" in the room

  Scenario: what is on changes
    Given a visitor looks at the channel of Ada on the page
    When Ada goes live with "rooks" in "Birds"
    Then a visitor's page shows that "rooks" is on
    And a visitor's page was not loaded again

  Scenario: an answer to a poll counts at once
    Given Bob has logged in on a page
    And Bob looks at the channel of Ada on the page
    And a visitor looks at the channel of Ada on the page
    When Ada asks "which colour?" in the channel of Ada: "red, blue"
    And Bob gives answer 2 on the page
    Then a visitor's page counts 1 for "blue"
    And Bob's page counts 1 for "blue"

  Scenario: whom the owner keeps away is told so
    Given Ada blocks Bob
    And Bob has logged in on a page
    When Bob looks at the channel of Ada on the page
    And Bob says "caw" on the page
    Then Bob's page says that this cannot be said
