-- CreateEnum
CREATE TYPE "job_state" AS ENUM ('RUNNING', 'DONE', 'FAILED', 'STOPPED');

-- CreateEnum
CREATE TYPE "outbox_action" AS ENUM ('PUT', 'DROP');

-- CreateTable
CREATE TABLE "query_log" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "text" VARCHAR(200) NOT NULL,
    "kind" TEXT,
    "filters" JSONB NOT NULL DEFAULT '{}',
    "total_hits" INTEGER NOT NULL,
    "engine" TEXT NOT NULL,
    "took_ms" INTEGER NOT NULL,
    "language" TEXT NOT NULL,

    CONSTRAINT "query_log_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "job_run" (
    "id" BIGSERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(3),
    "state" "job_state" NOT NULL DEFAULT 'RUNNING',
    "detail" JSONB NOT NULL DEFAULT '{}',
    "error" TEXT,

    CONSTRAINT "job_run_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "outbox" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "action" "outbox_action" NOT NULL,
    "document_id" TEXT NOT NULL,
    "payload" JSONB,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "last_error" TEXT,
    "applied_at" TIMESTAMPTZ(3),

    CONSTRAINT "outbox_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "document_address" (
    "kind" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "document_id" TEXT NOT NULL,
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "document_address_pkey" PRIMARY KEY ("kind","slug")
);

-- CreateIndex
CREATE INDEX "query_log_at_idx" ON "query_log"("at");

-- CreateIndex
CREATE INDEX "query_log_total_hits_at_idx" ON "query_log"("total_hits", "at");

-- CreateIndex
CREATE INDEX "job_run_name_started_at_idx" ON "job_run"("name", "started_at");

-- CreateIndex
CREATE INDEX "job_run_started_at_idx" ON "job_run"("started_at");

-- CreateIndex
CREATE INDEX "outbox_applied_at_id_idx" ON "outbox"("applied_at", "id");

-- CreateIndex
CREATE INDEX "outbox_document_id_idx" ON "outbox"("document_id");

-- CreateIndex
CREATE INDEX "document_address_document_id_idx" ON "document_address"("document_id");

