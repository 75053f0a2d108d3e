-- CreateEnum
CREATE TYPE "expert_state" AS ENUM ('APPLIED', 'UNDER_REVIEW', 'PUBLICITY', 'ENROLLED', 'APPOINTED', 'SUSPENDED', 'EXPIRED', 'REMOVED');

-- CreateEnum
CREATE TYPE "enquiry_state" AS ENUM ('DRAFT', 'SUBMITTED', 'TRIAGED', 'CONFLICT_CHECK', 'MATCHING', 'DRAWING', 'INVITED', 'ACCEPTED', 'IN_PROGRESS', 'OPINION_DELIVERED', 'CLOSED', 'RETURNED', 'WITHDRAWN', 'NO_SOLUTION');

-- CreateEnum
CREATE TYPE "selection_mode" AS ENUM ('RECOMMEND', 'DRAW', 'APPOINT');

-- CreateEnum
CREATE TYPE "assignment_state" AS ENUM ('PROPOSED', 'INVITED', 'ACCEPTED', 'DECLINED', 'RECUSED', 'CHALLENGED', 'REPLACED', 'COMPLETED', 'NO_RESPONSE');

-- CreateEnum
CREATE TYPE "solver_state" AS ENUM ('QUEUED', 'RUNNING', 'DONE', 'NO_SOLUTION', 'ERROR', 'TIMEOUT');

-- CreateEnum
CREATE TYPE "draw_state" AS ENUM ('COMMITTED', 'COLLECTING', 'REVEALED', 'ABORTED');

-- CreateTable
CREATE TABLE "expert" (
    "id" TEXT NOT NULL,
    "external_id" TEXT,
    "user_id" TEXT,
    "name" TEXT NOT NULL,
    "types" TEXT[],
    "fields" TEXT[],
    "industries" TEXT[],
    "services" TEXT[],
    "languages" TEXT[],
    "jurisdictions" TEXT[],
    "licences" TEXT[],
    "region" TEXT,
    "employer_name" TEXT,
    "employer_uscc" CHAR(18),
    "biography" TEXT,
    "state" "expert_state" NOT NULL DEFAULT 'APPLIED',
    "term_from" DATE,
    "term_to" DATE,
    "away_until" DATE,
    "cap" INTEGER NOT NULL DEFAULT 3,
    "pace" INTEGER NOT NULL DEFAULT 0,
    "confidential_at" TIMESTAMPTZ(3),
    "nominated_by" TEXT,
    "is_example" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "expert_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "expert_document" (
    "id" TEXT NOT NULL,
    "expert_id" TEXT NOT NULL,
    "external_id" TEXT,
    "title" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "year" INTEGER,
    "kind" TEXT NOT NULL,
    "highlighted" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "expert_document_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "expert_relation" (
    "id" TEXT NOT NULL,
    "expert_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "organisation" TEXT NOT NULL,
    "uscc" CHAR(18),
    "person" TEXT,
    "from" DATE,
    "to" DATE,
    "source" TEXT,
    "matter" TEXT,

    CONSTRAINT "expert_relation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "expert_move" (
    "id" BIGSERIAL NOT NULL,
    "expert_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "from" "expert_state",
    "to" "expert_state" NOT NULL,
    "reason" TEXT NOT NULL,
    "actor_id" TEXT,

    CONSTRAINT "expert_move_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "entity" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "uscc" CHAR(18),

    CONSTRAINT "entity_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "entity_name" (
    "id" TEXT NOT NULL,
    "entity_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,

    CONSTRAINT "entity_name_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "entity_edge" (
    "id" TEXT NOT NULL,
    "parent_id" TEXT NOT NULL,
    "child_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "from" DATE,
    "to" DATE,

    CONSTRAINT "entity_edge_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "enquiry" (
    "id" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "kind" TEXT NOT NULL DEFAULT 'ordinary',
    "procedure" TEXT,
    "mode" "selection_mode" NOT NULL DEFAULT 'RECOMMEND',
    "state" "enquiry_state" NOT NULL DEFAULT 'DRAFT',
    "fields" TEXT[],
    "industries" TEXT[],
    "needs" TEXT[],
    "jurisdictions" TEXT[],
    "languages" TEXT[],
    "region" TEXT,
    "size" INTEGER NOT NULL DEFAULT 3,
    "alternates" INTEGER NOT NULL DEFAULT 2,
    "requester_id" TEXT NOT NULL,
    "organisation_id" TEXT,
    "officer_id" TEXT,
    "walled_off" TEXT[],
    "submitted_at" TIMESTAMPTZ(3),
    "due_at" TIMESTAMPTZ(3),
    "closed_at" TIMESTAMPTZ(3),
    "ground" TEXT,
    "approved_by" TEXT,
    "lesson" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "enquiry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "enquiry_move" (
    "id" BIGSERIAL NOT NULL,
    "enquiry_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "from" "enquiry_state",
    "to" "enquiry_state" NOT NULL,
    "reason" TEXT NOT NULL,
    "actor_id" TEXT,

    CONSTRAINT "enquiry_move_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "match_run" (
    "id" TEXT NOT NULL,
    "enquiry_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "actor_id" TEXT,
    "snapshot" TEXT NOT NULL,
    "result" JSONB NOT NULL,

    CONSTRAINT "match_run_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "assignment" (
    "id" TEXT NOT NULL,
    "enquiry_id" TEXT NOT NULL,
    "expert_id" TEXT NOT NULL,
    "state" "assignment_state" NOT NULL DEFAULT 'PROPOSED',
    "alternate" INTEGER NOT NULL DEFAULT 0,
    "score" INTEGER,
    "declined" TEXT,
    "note" TEXT,
    "invited_at" TIMESTAMPTZ(3),
    "answered_at" TIMESTAMPTZ(3),
    "answer_by" TIMESTAMPTZ(3),
    "completed_at" TIMESTAMPTZ(3),
    "declaration" JSONB,
    "void_opinion" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "assignment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "challenge" (
    "id" TEXT NOT NULL,
    "assignment_id" TEXT NOT NULL,
    "organisation_id" TEXT,
    "reason" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "decide_by" TIMESTAMPTZ(3) NOT NULL,
    "decided_at" TIMESTAMPTZ(3),
    "decided_by" TEXT,
    "upheld" BOOLEAN,
    "grounds" TEXT,
    "reconsidered_at" TIMESTAMPTZ(3),

    CONSTRAINT "challenge_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "conflict_decision" (
    "id" TEXT NOT NULL,
    "enquiry_id" TEXT,
    "expert_id" TEXT NOT NULL,
    "rule" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "verdict" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "actor_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "conflict_decision_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "panel_run" (
    "id" TEXT NOT NULL,
    "state" "solver_state" NOT NULL DEFAULT 'QUEUED',
    "enquiries" TEXT[],
    "actor_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "progress" TEXT,
    "result" JSONB,
    "error" TEXT,
    "applied_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "panel_run_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "draw" (
    "id" TEXT NOT NULL,
    "enquiry_id" TEXT,
    "procedure" TEXT NOT NULL,
    "level" TEXT NOT NULL,
    "size" INTEGER NOT NULL,
    "alternates" INTEGER NOT NULL,
    "list" JSONB NOT NULL,
    "list_hash" CHAR(64) NOT NULL,
    "commitment" CHAR(64) NOT NULL,
    "state" "draw_state" NOT NULL DEFAULT 'COMMITTED',
    "deadline" TIMESTAMPTZ(3),
    "public_value_name" TEXT,
    "public_value" TEXT,
    "repeats_id" TEXT,
    "abort_reason" TEXT,
    "created_by" TEXT NOT NULL,
    "observed_by" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "revealed_at" TIMESTAMPTZ(3),
    "result" JSONB,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "draw_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "draw_nonce" (
    "id" TEXT NOT NULL,
    "draw_id" TEXT NOT NULL,
    "party" TEXT NOT NULL,
    "commitment_hash" CHAR(64) NOT NULL,
    "value" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "revealed_at" TIMESTAMPTZ(3),

    CONSTRAINT "draw_nonce_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "expert_external_id_key" ON "expert"("external_id");

-- CreateIndex
CREATE UNIQUE INDEX "expert_user_id_key" ON "expert"("user_id");

-- CreateIndex
CREATE INDEX "expert_state_idx" ON "expert"("state");

-- CreateIndex
CREATE INDEX "expert_document_expert_id_idx" ON "expert_document"("expert_id");

-- CreateIndex
CREATE UNIQUE INDEX "expert_document_expert_id_external_id_key" ON "expert_document"("expert_id", "external_id");

-- CreateIndex
CREATE INDEX "expert_relation_expert_id_idx" ON "expert_relation"("expert_id");

-- CreateIndex
CREATE INDEX "expert_move_expert_id_at_idx" ON "expert_move"("expert_id", "at");

-- CreateIndex
CREATE UNIQUE INDEX "entity_uscc_key" ON "entity"("uscc");

-- CreateIndex
CREATE INDEX "entity_name_idx" ON "entity"("name");

-- CreateIndex
CREATE INDEX "entity_name_name_idx" ON "entity_name"("name");

-- CreateIndex
CREATE INDEX "entity_name_entity_id_idx" ON "entity_name"("entity_id");

-- CreateIndex
CREATE INDEX "entity_edge_child_id_idx" ON "entity_edge"("child_id");

-- CreateIndex
CREATE UNIQUE INDEX "entity_edge_parent_id_child_id_kind_key" ON "entity_edge"("parent_id", "child_id", "kind");

-- CreateIndex
CREATE INDEX "enquiry_state_submitted_at_idx" ON "enquiry"("state", "submitted_at");

-- CreateIndex
CREATE INDEX "enquiry_requester_id_idx" ON "enquiry"("requester_id");

-- CreateIndex
CREATE INDEX "enquiry_organisation_id_idx" ON "enquiry"("organisation_id");

-- CreateIndex
CREATE INDEX "enquiry_move_enquiry_id_at_idx" ON "enquiry_move"("enquiry_id", "at");

-- CreateIndex
CREATE INDEX "match_run_enquiry_id_at_idx" ON "match_run"("enquiry_id", "at");

-- CreateIndex
CREATE INDEX "assignment_expert_id_state_idx" ON "assignment"("expert_id", "state");

-- CreateIndex
CREATE UNIQUE INDEX "assignment_enquiry_id_expert_id_key" ON "assignment"("enquiry_id", "expert_id");

-- CreateIndex
CREATE INDEX "challenge_assignment_id_idx" ON "challenge"("assignment_id");

-- CreateIndex
CREATE INDEX "conflict_decision_expert_id_idx" ON "conflict_decision"("expert_id");

-- CreateIndex
CREATE INDEX "conflict_decision_enquiry_id_idx" ON "conflict_decision"("enquiry_id");

-- CreateIndex
CREATE INDEX "panel_run_created_at_idx" ON "panel_run"("created_at");

-- CreateIndex
CREATE INDEX "draw_enquiry_id_idx" ON "draw"("enquiry_id");

-- CreateIndex
CREATE INDEX "draw_created_at_idx" ON "draw"("created_at");

-- CreateIndex
CREATE UNIQUE INDEX "draw_nonce_draw_id_party_key" ON "draw_nonce"("draw_id", "party");

-- AddForeignKey
ALTER TABLE "expert_document" ADD CONSTRAINT "expert_document_expert_id_fkey" FOREIGN KEY ("expert_id") REFERENCES "expert"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "expert_relation" ADD CONSTRAINT "expert_relation_expert_id_fkey" FOREIGN KEY ("expert_id") REFERENCES "expert"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "expert_move" ADD CONSTRAINT "expert_move_expert_id_fkey" FOREIGN KEY ("expert_id") REFERENCES "expert"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "entity_name" ADD CONSTRAINT "entity_name_entity_id_fkey" FOREIGN KEY ("entity_id") REFERENCES "entity"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "entity_edge" ADD CONSTRAINT "entity_edge_parent_id_fkey" FOREIGN KEY ("parent_id") REFERENCES "entity"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "entity_edge" ADD CONSTRAINT "entity_edge_child_id_fkey" FOREIGN KEY ("child_id") REFERENCES "entity"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "enquiry_move" ADD CONSTRAINT "enquiry_move_enquiry_id_fkey" FOREIGN KEY ("enquiry_id") REFERENCES "enquiry"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "match_run" ADD CONSTRAINT "match_run_enquiry_id_fkey" FOREIGN KEY ("enquiry_id") REFERENCES "enquiry"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "assignment" ADD CONSTRAINT "assignment_enquiry_id_fkey" FOREIGN KEY ("enquiry_id") REFERENCES "enquiry"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "assignment" ADD CONSTRAINT "assignment_expert_id_fkey" FOREIGN KEY ("expert_id") REFERENCES "expert"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "challenge" ADD CONSTRAINT "challenge_assignment_id_fkey" FOREIGN KEY ("assignment_id") REFERENCES "assignment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "conflict_decision" ADD CONSTRAINT "conflict_decision_enquiry_id_fkey" FOREIGN KEY ("enquiry_id") REFERENCES "enquiry"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "conflict_decision" ADD CONSTRAINT "conflict_decision_expert_id_fkey" FOREIGN KEY ("expert_id") REFERENCES "expert"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "draw" ADD CONSTRAINT "draw_enquiry_id_fkey" FOREIGN KEY ("enquiry_id") REFERENCES "enquiry"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "draw" ADD CONSTRAINT "draw_repeats_id_fkey" FOREIGN KEY ("repeats_id") REFERENCES "draw"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "draw_nonce" ADD CONSTRAINT "draw_nonce_draw_id_fkey" FOREIGN KEY ("draw_id") REFERENCES "draw"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

